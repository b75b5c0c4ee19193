; Accepts TCP segments whose payload starts with GET, POST or HEAD, past IP options and TCP options: two header lengths read from the packet.
        ldh [12]
        jne #0x800, drop
        ldb [23]
        jne #6, drop
        ldh [20]
        jset #0x1fff, drop
        ldxb 4*([14]&0xf)
        ldb [x + 26]
        rsh #4
        mul #4
        add x
        tax
        ld [x + 14]
        jeq #0x47455420, keep
        jeq #0x504f5354, keep
        jeq #0x48454144, keep
drop:   ret #0
keep:   ret #0x40000
