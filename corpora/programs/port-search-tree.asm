; A balanced search by hand: accepts 15 ports of TCP or UDP in at most five comparisons.
        ldh [12]
        jne #0x800, drop
        ldb [23]
        jeq #6, ports
        jeq #17, ports, drop
ports:  ldh [20]
        jset #0x1fff, drop
        ldxb 4*([14]&0xf)
        ldh [x + 16]
        jeq #443, keep
        jgt #443, above
        jeq #80, keep
        jgt #80, t110
        jeq #25, keep
        jgt #25, t53
        jeq #22, keep, drop
t53:    jeq #53, keep, drop
t110:   jeq #143, keep
        jgt #143, t389
        jeq #110, keep, drop
t389:   jeq #389, keep, drop
above:  jeq #3389, keep
        jgt #3389, t5432
        jeq #993, keep
        jgt #993, t3306
        jeq #587, keep, drop
t3306:  jeq #3306, keep, drop
t5432:  jeq #8080, keep
        jgt #8080, t8443
        jeq #5432, keep, drop
t8443:  jeq #8443, keep
        jeq #9092, keep, drop
keep:   ret #0x40000
drop:   ret #0
