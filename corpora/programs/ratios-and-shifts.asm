; Divisors and shift counts that come from the packet: division by zero rejects, a shift by 32 or more is zero, a subtraction wraps.
        ldh [12]
        jne #0x800, drop
        ldb [22]
        tax
        ldh [16]
        div x
        jgt #20, small
        ldb [23]
        tax
        ld #1
        lsh x
        jset #0x00020042, known
        ldh [18]
        mod x
        jeq #0, known, drop
small:  ldb [14]
        and #0xf
        lsh #2
        tax
        ldh [16]
        sub x
        neg
        jset #0x80000000, known, drop
known:  ld len
        sub #14
        tax
        ldh [16]
        jgt x, drop
        txa
        ret a
drop:   ret #0
