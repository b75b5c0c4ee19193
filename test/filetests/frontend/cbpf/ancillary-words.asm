; linux: yes
; Loads from SKF_AD_OFF up, of any width; the odd one is A ^ X.
; run: empty aux.ifindex 3 aux.vlan_tag 1 => 2
      ld #ifidx
      tax
      ldh [0xfffff02c]
      ld [0xfffff028]
      ret a

; expect:
; filter @filter {
; b0:
;   v0 = aux.ifindex
;   v1 = aux.vlan_tag
;   v2 = xor v1, v0
;   return v2
; }
