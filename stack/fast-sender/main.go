// Command fast-sender publishes numbered data packets as fast as asked, for load tests and
// benchmarks. It prints one JSON line and exits 0 when the server has acknowledged every message,
// 1 when not, 2 on wrong usage.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/go-logr/logr"
	"github.com/livekit/protocol/logger"
	lksdk "github.com/livekit/server-sdk-go/v2"
)

func main() {
	o, err := parseOptions(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "fast-sender:", err)
		os.Exit(2)
	}
	// The SDK logs what it sends, tokens included.
	lksdk.SetLogger(logger.LogRLogger(logr.Discard()))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	drained, err := run(ctx, o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "fast-sender:", err)
	}
	if err != nil || !drained {
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) (bool, error) {
	senders, err := joinAll(o)
	if err != nil {
		return false, err
	}
	room := senders[0].room.Name()
	sids := make([]string, len(senders))
	for index, s := range senders {
		sids[index] = s.room.LocalParticipant.SID()
	}
	select {
	case <-time.After(o.settle):
	case <-ctx.Done():
	}

	if o.packets {
		return sendPackets(ctx, senders[0], os.Stdin, os.Stdout)
	}

	if o.kinds {
		result, err := sendKinds(o, senders[0])
		if err == nil {
			err = json.NewEncoder(os.Stdout).Encode(result)
		}
		return result.Drained, err
	}

	failures := make([]error, len(senders))
	var group sync.WaitGroup
	for index, s := range senders {
		group.Go(func() { failures[index] = s.run(ctx) })
	}
	group.Wait()

	reports := make([]senderReport, len(senders))
	for index, s := range senders {
		reports[index] = s.report(sids[index])
	}
	if o.ledger != "" {
		if err := writeLedger(o, room, reports); err != nil {
			failures = append(failures, err)
		}
	}
	summary := summarise(senders, reports)
	if err := json.NewEncoder(os.Stdout).Encode(summary); err != nil {
		failures = append(failures, err)
	}
	return summary.Drained, errors.Join(failures...)
}

// joinAtOnce bounds the joins under way: the server answers one after the other anyway.
const joinAtOnce = 8

// joinAll joins every sender before the first one sends.
func joinAll(o options) ([]*sender, error) {
	senders := make([]*sender, o.senders)
	failures := make([]error, o.senders)
	slots := make(chan struct{}, joinAtOnce)
	var group sync.WaitGroup
	for index := range o.senders {
		slots <- struct{}{}
		group.Go(func() {
			senders[index], failures[index] = join(o, index)
			<-slots
		})
	}
	group.Wait()
	if err := errors.Join(failures...); err != nil {
		for _, joined := range senders {
			if joined != nil {
				joined.room.Disconnect()
			}
		}
		return nil, err
	}
	return senders, nil
}
