package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"time"
)

// ledgerWriter writes a device ledger. The first error stays in failed.
type ledgerWriter struct {
	encoder *json.Encoder
	sent    int
	failed  error
}

// now is the wall clock in nanoseconds, decimal, as ledgers have it.
func now() string { return fmt.Sprint(time.Now().UnixNano()) }

func (l *ledgerWriter) header(o options, room, identity, sid string) {
	var session *string
	if o.session != "" {
		session = &o.session
	}
	l.write(map[string]any{
		"ledger": "device", "version": 1, "sessionId": session, "room": room,
		"identity": identity, "sid": sid, "device": identity, "t": now(),
	})
}

func (l *ledgerWriter) thing(kind string, expect map[string]any, t string) {
	l.line(kind, expect, t, nil)
}

// content is a thing whose content has to be found byte for byte.
func (l *ledgerWriter) content(kind string, expect map[string]any, content []byte, t string) {
	digest := sha256.Sum256(content)
	l.line(kind, expect, t, map[string]any{
		"size": len(content), "sha256": hex.EncodeToString(digest[:]),
	})
}

func (l *ledgerWriter) end(drained bool) {
	l.write(map[string]any{
		"event": "end", "reason": "done", "drained": drained, "sent": l.sent, "t": now(),
	})
}

func (l *ledgerWriter) line(kind string, expect map[string]any, t string, more map[string]any) {
	l.sent++
	line := map[string]any{"n": l.sent, "kind": kind, "expect": expect, "t": t}
	maps.Copy(line, more)
	l.write(line)
}

func (l *ledgerWriter) write(line map[string]any) {
	if err := l.encoder.Encode(line); err != nil && l.failed == nil {
		l.failed = err
	}
}
