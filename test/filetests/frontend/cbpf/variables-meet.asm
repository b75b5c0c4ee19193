; A and M[1] differ at the join and are read behind it: a phi each. X differs too, but is dead.
; M[1] is 0 where nothing writes it.
; run: 01 => 6
; run: 02 => 0x0
      ldb [0]
      jne #1, other
      ld #5
      st M[1]
      ldx #7
      ja join
other:
      ldx #9
      ld #2
join: ldx M[1]
      sub #2
      add x
      jge #3, keep, drop
keep: sub #2
      ret a
drop: ret #0

; expect:
; filter @filter {
; b0:
;   v0 = const 0x0
;   v1 = load.1 [0]
;   v2 = const 0x1
;   v3 = eq v1, v2
;   branch v3, b1, b2
; b1:
;   v4 = const 0x5
;   v5 = const 0x7
;   jump b3
; b2:
;   v6 = const 0x9
;   v7 = const 0x2
;   jump b3
; b3:
;   v8 = phi [b1: v4, b2: v0]
;   v9 = phi [b1: v4, b2: v7]
;   v10 = const 0x2
;   v11 = sub v9, v10
;   v12 = add v11, v8
;   v13 = const 0x3
;   v14 = uge v12, v13
;   branch v14, b4, b5
; b4:
;   v15 = const 0x2
;   v16 = sub v12, v15
;   return v16
; b5:
;   return 0x0
; }
