; Each arithmetic instruction, with a constant and with X; a negation; the length of the packet.
; run: 07 wirelen 60 => 0x0
; run: 00 wirelen 60 => 0
      ld #len
      ldx #len
      txa
      add #1
      sub #2
      mul #3
      div #4
      mod #5
      and #6
      or #7
      xor #8
      lsh #9
      rsh #10
      ldx #3
      stx M[15]
      ldb [0]
      tax
      add x
      sub x
      mul x
      div x
      mod x
      and x
      or x
      xor x
      lsh x
      rsh x
      neg
      ret a

; expect:
; filter @filter {
; b0:
;   v0 = wirelen
;   v1 = wirelen
;   v2 = const 0x1
;   v3 = add v1, v2
;   v4 = const 0x2
;   v5 = sub v3, v4
;   v6 = const 0x3
;   v7 = mul v5, v6
;   v8 = const 0x4
;   v9 = div v7, v8
;   v10 = const 0x5
;   v11 = mod v9, v10
;   v12 = const 0x6
;   v13 = and v11, v12
;   v14 = const 0x7
;   v15 = or v13, v14
;   v16 = const 0x8
;   v17 = xor v15, v16
;   v18 = const 0x9
;   v19 = shl v17, v18
;   v20 = const 0xa
;   v21 = shr v19, v20
;   v22 = const 0x3
;   v23 = load.1 [0]
;   v24 = add v23, v23
;   v25 = sub v24, v23
;   v26 = mul v25, v23
;   v27 = div v26, v23
;   v28 = mod v27, v23
;   v29 = and v28, v23
;   v30 = or v29, v23
;   v31 = xor v30, v23
;   v32 = shl v31, v23
;   v33 = shr v32, v23
;   v34 = const 0x0
;   v35 = sub v34, v33
;   return v35
; }
