; Accepts both directions of one UDP flow by putting the two ports in order first: values meet again in scratch memory after a branch.
        ldh [12]
        jne #0x800, drop
        ldb [23]
        jne #17, drop
        ldh [20]
        jset #0x1fff, drop
        ldxb 4*([14]&0xf)
        ldh [x + 14]
        st M[0]
        ldh [x + 16]
        st M[1]
        ldx M[0]
        jge x, ordered, swapped
ordered: stx M[2]
        st M[3]
        ja compare
swapped: st M[2]
        stx M[3]
compare: ld M[2]
        jne #53, drop
        ld M[3]
        jlt #1024, drop
        ldx M[2]
        sub x
        jgt #60000, drop
        ret #0x40000
drop:   ret #0
