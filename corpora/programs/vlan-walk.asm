; Steps over up to three VLAN tags, a loop unrolled with its offset in X, and accepts ARP or an IPv4 packet of TCP behind them.
        ldx #0
        ldh [x + 12]
        jeq #0x8100, one
        jeq #0x88a8, one, inner
one:    ldx #4
        ldh [x + 12]
        jeq #0x8100, two
        jeq #0x88a8, two, inner
two:    ldx #8
        ldh [x + 12]
        jeq #0x8100, three
        jeq #0x88a8, three, inner
three:  ldx #12
        ldh [x + 12]
inner:  jeq #0x806, keep
        jne #0x800, drop
        ldb [x + 23]
        jeq #6, keep, drop
keep:   ret #0x40000
drop:   ret #0
