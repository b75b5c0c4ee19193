; X is a copy of A on every path, so one phi serves both.
; run: 03 => 9
; run: 00 => 1
      ldb [0]
      jeq #0, zero
      tax
      ja join
zero: ld #1
      tax
join: mul x
      ret a

; expect:
; filter @filter {
; b0:
;   v0 = load.1 [0]
;   v1 = const 0x0
;   v2 = eq v0, v1
;   branch v2, b2, b1
; b1:
;   jump b3
; b2:
;   v3 = const 0x1
;   jump b3
; b3:
;   v4 = phi [b1: v0, b2: v3]
;   v5 = mul v4, v4
;   return v5
; }
