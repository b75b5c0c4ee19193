; linux: yes
; What only the kernel can work out: a netlink attribute, a random number, an address that wraps.
; run: 05000200000000000400070008000000 => 5
; run: 05000200000000000400060008000000 => 0
; run: 0500 => 0
      ldx #7
      ld #0
      ld #nla
      tax
      ld #rand
      lsh x
      ldb [x + 0xfffffff8]
      ret a

; expect:
; filter @filter {
; b0:
;   v0 = const 0x7
;   v1 = const 0x0
;   v2 = kernel nlattr v1, v0
;   v3 = kernel random
;   v4 = const 0x1f
;   v5 = and v2, v4
;   v6 = shl v3, v5
;   v7 = const 0xfffffff8
;   v8 = add v2, v7
;   v9 = kernel load1 v8
;   return v9
; }
