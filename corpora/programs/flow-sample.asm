; Keeps one flow in eight, both directions alike: a hash of addresses and ports by xor, multiplication, shifts and remainder.
        ldh [12]
        jne #0x800, drop
        ldb [23]
        jeq #6, hash
        jeq #17, hash, drop
hash:   ldh [20]
        jset #0x1fff, drop
        ld [26]
        tax
        ld [30]
        xor x
        st M[0]
        ldxb 4*([14]&0xf)
        ldh [x + 14]
        st M[1]
        ldh [x + 16]
        ldx M[1]
        xor x
        mul #0x9e3779b1
        ldx M[0]
        add x
        st M[2]
        rsh #15
        ldx M[2]
        xor x
        mul #0x85ebca77
        st M[3]
        rsh #13
        ldx M[3]
        xor x
        mod #8
        jeq #0, keep, drop
keep:   ret #0x40000
drop:   ret #0
