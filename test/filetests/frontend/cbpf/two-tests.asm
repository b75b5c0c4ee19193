; An ordinary filter: no variable is live where paths meet, so there are no phis.
; run: 000000000000 000000000000 0800 000000000000000000 06 => 0x40000
; run: 000000000000 000000000000 0800 000000000000000000 11 => 0
; run: 000000000000 000000000000 86dd 000000000000000000 06 => 0
; run: 000000000000 000000000000 0800 => 0
      ldh [12]
      jne #0x800, drop
      ldb [23]
      jne #6, drop
      ret #0x40000
drop: ret #0

; expect:
; filter @filter {
; b0:
;   v0 = load.2 [12]
;   v1 = const 0x800
;   v2 = eq v0, v1
;   branch v2, b1, b3
; b1:
;   v3 = load.1 [23]
;   v4 = const 0x6
;   v5 = eq v3, v4
;   branch v5, b2, b3
; b2:
;   return 0x40000
; b3:
;   return 0x0
; }
