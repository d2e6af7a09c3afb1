package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	lksdk "github.com/livekit/server-sdk-go/v2"
)

// Backpressure. The SDK queues without limit and without telling, so the sender looks at the SCTP
// association itself: above high it waits until low. The amount counts what is queued and what the
// server has not acknowledged yet.
const (
	bufferedHigh = 1 << 20
	bufferedLow  = 1 << 19
)

const (
	drainLimit = 30 * time.Second
	// forwardTime is for the server: what it has acknowledged it has not forwarded yet.
	forwardTime = 500 * time.Millisecond
)

// sender is one participant.
type sender struct {
	identity string
	options  options
	limit    uint64
	room     *lksdk.Room
	// lost: the connection broke at least once. What was on the way then may be gone, and the SDK
	// does not say so; the sender stops.
	lost atomic.Bool

	sent      uint64
	confirmed uint64
	drained   bool
	elapsed   time.Duration
}

func join(o options, index int) (*sender, error) {
	s := &sender{identity: o.identityOf(index), options: o, limit: o.share(index)}
	token := o.token
	if token == "" {
		var err error
		if token, err = mintToken(o, o.roomOf(index), s.identity); err != nil {
			return nil, err
		}
	}
	callback := &lksdk.RoomCallback{
		OnReconnecting: func() { s.lost.Store(true) },
		OnDisconnected: func() { s.lost.Store(true) },
	}
	room, err := lksdk.ConnectToRoomWithToken(o.url, token, callback, lksdk.WithAutoSubscribe(false))
	if err != nil {
		return nil, fmt.Errorf("%s could not join: %w", s.identity, err)
	}
	s.room = room
	s.identity = room.LocalParticipant.Identity()
	if err := s.waitForChannel(); err != nil {
		room.Disconnect()
		return nil, err
	}
	return s, nil
}

// run sends until the limit, the duration or the context ends it, and returns when the server has
// acknowledged everything, or the connection is lost.
func (s *sender) run(ctx context.Context) error {
	payload := make([]byte, s.options.size)
	// The first message may have to wait for its channel; the clock starts after it.
	failed := s.send(payload)
	start := time.Now()
	pace := pacer{
		start: start,
		rate:  s.options.rate / float64(s.options.senders),
		limit: s.limit,
		tick:  tickOf(s.options.senders),
	}
	ticker := time.NewTicker(pace.tick)
	defer ticker.Stop()
	for failed == nil && !s.done(ctx, start) {
		due := pace.due(time.Now(), s.sent)
		for i := uint64(0); i < due && failed == nil; i++ {
			failed = s.send(payload)
		}
		s.confirm()
		if s.buffered() > bufferedHigh {
			s.waitUntil(ctx, bufferedLow, drainLimit)
		} else if s.options.rate > 0 {
			<-ticker.C
		}
	}
	s.elapsed = time.Since(start)
	if failed == nil {
		// A cancelled context ends the sending, not the draining.
		s.drained = s.waitUntil(context.Background(), 0, drainLimit) && s.accepted()
		s.confirm()
		if s.drained {
			time.Sleep(forwardTime)
		}
	}
	s.room.Disconnect()
	return failed
}

func (s *sender) done(ctx context.Context, start time.Time) bool {
	return ctx.Err() != nil || s.lost.Load() ||
		(s.limit > 0 && s.sent >= s.limit) ||
		(s.options.duration > 0 && time.Since(start) >= s.options.duration)
}

func (s *sender) send(payload []byte) error {
	fill := fillPayload
	if s.options.json {
		fill = fillJSON
	}
	fill(payload, s.options.first+s.sent)
	packet := &lksdk.UserDataPacket{Payload: payload, Topic: s.options.topic}
	err := s.room.LocalParticipant.PublishDataPacket(packet, lksdk.WithDataPublishReliable(!s.options.lossy))
	if err != nil {
		return fmt.Errorf("%s could not publish: %w", s.identity, err)
	}
	s.sent++
	return nil
}

// confirm raises the number of messages that the server has certainly acknowledged: each message
// that it has not takes at least the size of its payload in the buffer.
func (s *sender) confirm() {
	if s.lost.Load() {
		return
	}
	waiting := uint64((s.buffered() + s.options.size - 1) / s.options.size)
	if s.sent > waiting {
		s.confirmed = max(s.confirmed, s.sent-waiting)
	}
}

// waitUntil is true when no more than amount bytes are buffered while the connection holds.
func (s *sender) waitUntil(ctx context.Context, amount int, limit time.Duration) bool {
	deadline := time.Now().Add(limit)
	for s.buffered() > amount {
		if ctx.Err() != nil || s.lost.Load() || time.Now().After(deadline) {
			return false
		}
		time.Sleep(time.Millisecond)
	}
	return !s.lost.Load()
}
