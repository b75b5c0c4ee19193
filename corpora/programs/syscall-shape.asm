; Shaped like a system-call policy: an architecture word, a number in ranges, then arguments, here the words at bytes 26, 22 and 30 of an IPv4 packet. Verdicts stand for actions.
        ld [26]
        and #0xffff0000
        jeq #0xc0a80000, known
        jeq #0x0a010000, known
        jeq #0x0a060000, known
        jeq #0x0a090000, known
        ret #0
known:  ldb [23]
        jge #0x80, kill
        jeq #0, allow
        jeq #1, trace
        jeq #2, trace
        jeq #6, check
        jeq #17, allow
        jeq #47, errno
        jeq #50, allow
        jeq #51, allow
        jeq #58, trace
        jeq #89, errno
        jgt #100, errno
        jge #90, trace, kill
check:  ld [30]
        jset #0x80000000, wide
        and #0xff
        jeq #1, errno, allow
wide:   ld [22]
        rsh #24
        jgt #32, allow, trace
allow:  ret #0x7fff0000
trace:  ret #0x7ff00000
errno:  ret #0x00050001
kill:   ret #0x80000000
