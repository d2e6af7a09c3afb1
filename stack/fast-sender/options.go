package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"time"
)

// maxPayload keeps the whole packet, with topic and identity, under the server's 65,535 bytes.
const maxPayload = 64000

type options struct {
	url      string
	token    string
	key      string
	secret   string
	room     string
	identity string
	rate     float64
	size     int
	count    uint64
	duration time.Duration
	first    uint64
	topic    string
	lossy    bool
	json     bool
	senders  int
	rooms    int
	ledger   string
	session  string
	settle   time.Duration
	packets  bool
	kinds    bool
}

func parseOptions(arguments []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("fast-sender", flag.ContinueOnError)
	flags.StringVar(&o.url, "url", "", "LiveKit server, ws:// or wss://")
	flags.StringVar(&o.token, "token", "", "access token, for one sender (or LIVEKIT_TOKEN)")
	flags.StringVar(&o.key, "key", "", "LiveKit API key, instead of -token")
	flags.StringVar(&o.secret, "secret", "", "LiveKit API secret (or LIVEKIT_API_SECRET)")
	flags.StringVar(&o.room, "room", "", "room name, with -key")
	flags.StringVar(&o.identity, "identity", "fast", "identity; several senders are called identity-1, identity-2, …")
	flags.Float64Var(&o.rate, "rate", 0, "messages a second, all senders together; 0: as fast as possible")
	flags.IntVar(&o.size, "size", 200, "payload bytes, 8 to 64000")
	flags.Uint64Var(&o.count, "count", 0, "messages in all, shared by the senders; 0: by -seconds")
	seconds := flags.Float64("seconds", 0, "how long to send; 0: by -count")
	flags.Uint64Var(&o.first, "first", 1, "number of each sender's first message")
	flags.StringVar(&o.topic, "topic", "fast", "topic; empty: none")
	flags.BoolVar(&o.lossy, "lossy", false, "send lossy instead of reliable")
	flags.BoolVar(&o.json, "json", false, "payloads are JSON texts of -size bytes; goes without -ledger")
	flags.IntVar(&o.senders, "senders", 1, "participants in this process")
	flags.IntVar(&o.rooms, "rooms", 1, "share the senders among so many rooms, called room-1, room-2, …")
	flags.StringVar(&o.ledger, "ledger", "", "file for the compact ledger")
	flags.StringVar(&o.session, "session", "", "session id, for the ledger's header")
	flags.BoolVar(&o.packets, "packets", false, "send the packets that standard input says (packets.go) instead of messages")
	flags.BoolVar(&o.kinds, "kinds", false, "send one of everything that is no message instead; needs -ledger")
	settle := flags.Float64("settle", 0, "seconds between joining and the first message")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	// Secrets in the environment do not show in the process list.
	if o.token == "" && o.key == "" {
		o.token = os.Getenv("LIVEKIT_TOKEN")
	}
	if o.secret == "" {
		o.secret = os.Getenv("LIVEKIT_API_SECRET")
	}
	o.duration = time.Duration(*seconds * float64(time.Second))
	o.settle = time.Duration(*settle * float64(time.Second))
	return o, o.check()
}

func (o options) check() error {
	switch {
	case o.url == "":
		return errors.New("-url is missing")
	case o.token == "" && (o.key == "" || o.secret == "" || o.room == ""):
		return errors.New("either -token, or -key, -secret and -room")
	case o.token != "" && o.senders != 1:
		return errors.New("-token is for one sender; several need -key, -secret and -room")
	case o.size < minPayload || o.size > maxPayload:
		return fmt.Errorf("-size must be %d to %d", minPayload, maxPayload)
	case o.json && (o.size < minJSON || o.ledger != ""):
		return fmt.Errorf("-json needs -size of at least %d, and goes without -ledger", minJSON)
	case o.packets && (o.senders != 1 || o.ledger != "" || o.count > 0 || o.duration > 0):
		return errors.New("-packets is for one sender, and goes without -count, -seconds and -ledger")
	case o.kinds && (o.senders != 1 || o.ledger == ""):
		return errors.New("-kinds is for one sender, and needs -ledger")
	case !o.packets && !o.kinds && o.count == 0 && o.duration <= 0:
		return errors.New("either -count or -seconds")
	case o.senders < 1:
		return errors.New("-senders must be at least 1")
	case o.count > 0 && o.count < uint64(o.senders):
		return errors.New("-count must be at least -senders")
	case o.rooms < 1 || o.rooms > o.senders:
		return errors.New("-rooms must be at least 1 and at most -senders")
	case o.rooms > 1 && o.ledger != "":
		return errors.New("-ledger is for one room")
	case o.first < 1:
		return errors.New("-first must be at least 1")
	case o.rate < 0:
		return errors.New("-rate must not be negative")
	}
	return nil
}

// share of sender index (from 0) in a total, the remainder going to the first ones.
func (o options) share(index int) uint64 {
	each, rest := o.count/uint64(o.senders), o.count%uint64(o.senders)
	if uint64(index) < rest {
		return each + 1
	}
	return each
}

func (o options) identityOf(index int) string {
	if o.senders == 1 {
		return o.identity
	}
	return fmt.Sprintf("%s-%d", o.identity, index+1)
}

// roomOf is the room of sender index (from 0): the rooms in turn.
func (o options) roomOf(index int) string {
	if o.rooms == 1 {
		return o.room
	}
	return fmt.Sprintf("%s-%d", o.room, index%o.rooms+1)
}
