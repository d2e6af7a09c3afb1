package main

import "time"

// tick is how often a sender wakes. Timers of the operating system are too coarse to pace single
// messages at 40,000 a second, so each tick sends what is due since the start.
const tick = 2 * time.Millisecond

// tickOf keeps the wake-ups of many senders together below what a receiver beside them would feel:
// from ten senders on, the longer the more there are, up to ten ticks.
func tickOf(senders int) time.Duration {
	return tick * time.Duration(min(10, max(1, senders/10)))
}

// catchUp limits how many ticks' worth one tick may send after a stall: the average rate is kept
// without turning a pause into one burst.
const catchUp = 4

// pacer says how many messages are due now.
type pacer struct {
	start time.Time
	rate  float64 // messages a second; 0: as many as fit
	limit uint64  // messages in all; 0: no limit
	tick  time.Duration
}

// unpaced is the batch of a sender without a rate: small enough to look at the clock often.
const unpaced = 64

func (p pacer) due(now time.Time, sent uint64) uint64 {
	var due uint64
	if p.rate == 0 {
		due = unpaced
	} else {
		target := uint64(now.Sub(p.start).Seconds() * p.rate)
		if target > sent {
			due = min(target-sent, uint64(max(1, p.rate*p.tick.Seconds()*catchUp)))
		}
	}
	if p.limit > 0 {
		due = min(due, p.limit-sent)
	}
	return due
}
