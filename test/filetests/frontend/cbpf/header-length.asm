; 4*([14]&0xf) becomes a load, a mask and a shift; the load relative to X keeps its offset apart.
; run: 0000000000000000000000000000 45 00000000000000000000000000000000000000 1234 0050 => 0x40000
; run: 0000000000000000000000000000 46 00000000000000000000000000000000000000 12340050 00000051 => 0
      ldx 4*([14]&0xf)
      ldh [x + 16]
      jne #80, drop
      ret #0x40000
drop: ret #0

; expect:
; filter @filter {
; b0:
;   v0 = load.1 [14]
;   v1 = const 0xf
;   v2 = and v0, v1
;   v3 = const 0x2
;   v4 = shl v2, v3
;   v5 = load.2 [v4 + 16]
;   v6 = const 0x50
;   v7 = eq v5, v6
;   branch v7, b1, b2
; b1:
;   return 0x40000
; b2:
;   return 0x0
; }
