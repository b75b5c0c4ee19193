; A switch in disguise: keeps another number of bytes for each destination port of TCP, the headers alone for the rest.
        ldh [12]
        jne #0x800, drop
        ldb [23]
        jne #6, drop
        ldh [20]
        jset #0x1fff, drop
        ldxb 4*([14]&0xf)
        ldh [x + 16]
        jeq #22, headers
        jeq #25, whole
        jeq #53, whole
        jeq #80, start
        jeq #110, whole
        jeq #143, whole
        jeq #179, whole
        jeq #443, start
        jeq #993, headers
        jeq #995, headers
        jeq #3306, start
        jeq #5432, start
        jeq #6379, whole
        jeq #8080, start
        jeq #8443, start
        jeq #9092, headers
        ret #96
headers: ret #128
start:  ret #512
whole:  ret #0x40000
drop:   ret #0
