; Without Linux the same load is past the end of any packet.
; run: empty aux.ifindex 3 => 0
      ld [0xfffff008]
      ret #1

; expect:
; filter @filter {
; b0:
;   v0 = load.4 [4294963208]
;   return 0x1
; }
