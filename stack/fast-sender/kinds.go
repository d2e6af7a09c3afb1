package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
)

const largeBytes = 400_000

// raw is a packet that the SDK has no own type for.
type raw struct{ packet *livekit.DataPacket }

func (r raw) ToProto() *livekit.DataPacket { return r.packet }

// kindsSender sends one of everything that is no plain message, and writes what it sent into a device
// ledger (stack/checker/things.py describes the lines).
type kindsSender struct {
	*sender
	ledger *ledgerWriter
}

// kindsResult is the one line on standard output.
type kindsResult struct {
	Sent    int  `json:"sent"`
	Drained bool `json:"drained"`
}

func sendKinds(o options, s *sender) (kindsResult, error) {
	local := s.room.LocalParticipant
	file, err := os.Create(o.ledger)
	if err != nil {
		return kindsResult{}, err
	}
	defer file.Close()
	k := kindsSender{sender: s, ledger: &ledgerWriter{encoder: json.NewEncoder(file)}}
	k.ledger.header(o, s.room.Name(), s.identity, local.SID())
	for _, send := range []func() error{
		k.texts, k.bytes, k.chat, k.tone, k.calls, k.sealed, k.news,
	} {
		if err := send(); err != nil {
			return kindsResult{}, err
		}
	}
	deadline := time.Now().Add(drainLimit)
	for s.buffered() > 0 && time.Now().Before(deadline) {
		time.Sleep(5 * time.Millisecond)
	}
	drained := s.buffered() == 0 && !s.lost.Load()
	time.Sleep(forwardTime)
	s.room.Disconnect()
	k.ledger.end(drained)
	if k.ledger.failed != nil {
		return kindsResult{}, k.ledger.failed
	}
	return kindsResult{Sent: k.ledger.sent, Drained: drained}, file.Sync()
}

func (k kindsSender) texts() error {
	attributes := map[string]string{"lang": "de", "": "empty"}
	for _, text := range []string{"kurz", strings.Repeat("immer wieder dasselbe. ", 3_000)} {
		t := now()
		writer := k.room.LocalParticipant.StreamText(lksdk.StreamTextOptions{
			Topic: "go texts", Attributes: attributes, TotalSize: uint64(len(text)),
		})
		done := make(chan struct{})
		onDone := func() { close(done) }
		writer.Write(text, &onDone)
		<-done
		writer.Close()
		expect := map[string]any{
			"stream": writer.Info.Id, "topic": "go texts", "attributes": attributes, "state": "complete",
		}
		k.ledger.content("text-stream", expect, []byte(text), t)
	}
	return nil
}

func (k kindsSender) bytes() error {
	content := make([]byte, largeBytes)
	if _, err := rand.Read(content); err != nil {
		return err
	}
	t := now()
	name := "../film.mp4"
	writer := k.room.LocalParticipant.StreamBytes(lksdk.StreamBytesOptions{
		Topic: "go files", FileName: &name, TotalSize: largeBytes, MimeType: "video/mp4",
	})
	done := make(chan struct{})
	onDone := func() { close(done) }
	writer.Write(content, &onDone)
	<-done
	writer.Close()
	expect := map[string]any{
		"stream": writer.Info.Id, "topic": "go files", "name": name, "mimeType": "video/mp4",
		"totalLength": fmt.Sprint(largeBytes), "state": "complete",
	}
	k.ledger.content("byte-stream", expect, content, t)
	return nil
}

func (k kindsSender) chat() error {
	message := &livekit.ChatMessage{Id: "go-1", Timestamp: time.Now().UnixMilli(), Message: "grüß Gott"}
	expect := map[string]any{
		"id": message.Id, "text": message.Message, "timestamp": fmt.Sprint(message.Timestamp),
	}
	return k.publish(message, "chat", expect)
}

func (k kindsSender) tone() error {
	return k.publish(&livekit.SipDTMF{Code: 10, Digit: "*"}, "dtmf", map[string]any{"code": 10, "digit": "*"})
}

// calls goes to nobody in particular; with a destination it would reach nobody else.
func (k kindsSender) calls() error {
	request := &livekit.RpcRequest{Id: "go-call", Method: "look", Payload: "{}", ResponseTimeoutMs: 100, Version: 1}
	packet := raw{&livekit.DataPacket{Value: &livekit.DataPacket_RpcRequest{RpcRequest: request}}}
	expect := map[string]any{"part": "request", "id": request.Id, "method": request.Method, "payload": "{}"}
	return k.publish(packet, "rpc", expect)
}

// sealed is opaque to everyone without the key; here nobody has one.
func (k kindsSender) sealed() error {
	ciphertext, iv := make([]byte, 300), make([]byte, 12)
	if _, err := rand.Read(ciphertext); err != nil {
		return err
	}
	if _, err := rand.Read(iv); err != nil {
		return err
	}
	value := &livekit.EncryptedPacket{
		EncryptionType: livekit.Encryption_GCM, Iv: iv, KeyIndex: 1, EncryptedValue: ciphertext,
	}
	packet := raw{&livekit.DataPacket{Value: &livekit.DataPacket_EncryptedPacket{EncryptedPacket: value}}}
	t := now()
	err := k.room.LocalParticipant.PublishDataPacket(packet, lksdk.WithDataPublishReliable(true))
	k.ledger.content("encrypted", map[string]any{"encryption": 1, "keyIndex": 1}, ciphertext, t)
	return err
}

func (k kindsSender) news() error {
	local := k.room.LocalParticipant
	attributes := map[string]string{"made": "in Go"}
	t := now()
	local.SetName("gopher")
	local.SetMetadata("{}")
	local.SetAttributes(attributes)
	expect := map[string]any{"name": "gopher", "metadata": "{}", "attributes": attributes}
	k.ledger.thing("participant", expect, t)
	return nil
}

func (k kindsSender) publish(packet lksdk.DataPacket, kind string, expect map[string]any) error {
	t := now()
	err := k.room.LocalParticipant.PublishDataPacket(packet, lksdk.WithDataPublishReliable(true))
	if err == nil {
		k.ledger.thing(kind, expect, t)
	}
	return err
}
