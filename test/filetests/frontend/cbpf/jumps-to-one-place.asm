; A conditional jump with equal targets is a jump, as is a jump by 0; the loads stay, since they
; may reject. What no path reaches is dropped.
; run: 0102 => 1
; run: 01 => 0
      ldb [0]
      jeq #1, same, same
same: ldb [1]
      ja next
next: ret #1
      ldb [2]
      ret a

; expect:
; filter @filter {
; b0:
;   v0 = load.1 [0]
;   jump b1
; b1:
;   v1 = load.1 [1]
;   return 0x1
; }
