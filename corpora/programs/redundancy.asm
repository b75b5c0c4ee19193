; Written as carelessly as generated code: loads repeated, tests repeated, stores that nobody reads, a jump to a jump, and a verdict known in advance.
        ldh [12]
        jeq #0x800, ip, other
ip:     ldh [12]
        st M[5]
        jeq #0x800, again, drop
again:  ldb [23]
        st M[6]
        jeq #6, tcp
        ldb [23]
        jeq #6, tcp
        jeq #17, udp, drop
tcp:    ldh [12]
        jne #0x800, drop
        ldxb 4*([14]&0xf)
        ldh [x + 16]
        st M[7]
        jeq #80, hop
        ldh [x + 16]
        jeq #80, hop
        jeq #443, hop, drop
udp:    ldx #20
        txa
        add #14
        tax
        ldh [x + 2]
        jeq #53, hop
        ld #7
        st M[8]
        ldx M[8]
        txa
        jeq #7, drop, hop
other:  jeq #0x806, hop
        jeq #0x800, hop, drop
hop:    ja far
far:    ja keep
keep:   ret #0x40000
drop:   ret #0
