; Accepts an untagged IPv4 packet without options whose header checksum is right: ten loads, one sum kept in scratch memory, carries folded twice.
        ldh [12]
        jne #0x800, drop
        ldb [14]
        jne #0x45, drop
        ldh [14]
        st M[0]
        ldh [16]
        ldx M[0]
        add x
        st M[0]
        ldh [18]
        ldx M[0]
        add x
        st M[0]
        ldh [20]
        ldx M[0]
        add x
        st M[0]
        ldh [22]
        ldx M[0]
        add x
        st M[0]
        ldh [24]
        ldx M[0]
        add x
        st M[0]
        ldh [26]
        ldx M[0]
        add x
        st M[0]
        ldh [28]
        ldx M[0]
        add x
        st M[0]
        ldh [30]
        ldx M[0]
        add x
        st M[0]
        ldh [32]
        ldx M[0]
        add x
        st M[0]
        rsh #16
        st M[1]
        ld M[0]
        and #0xffff
        ldx M[1]
        add x
        st M[2]
        rsh #16
        tax
        ld M[2]
        add x
        and #0xffff
        jeq #0xffff, keep, drop
keep:   ret #0x40000
drop:   ret #0
