package main

import (
	"testing"
	"time"
)

func TestSendersTakeTheRoomsInTurn(t *testing.T) {
	many := options{room: "r", rooms: 2, senders: 3}
	for index, want := range []string{"r-1", "r-2", "r-1"} {
		if got := many.roomOf(index); got != want {
			t.Errorf("sender %d: %s instead of %s", index, got, want)
		}
	}
	if got := (options{room: "r", rooms: 1}).roomOf(0); got != "r" {
		t.Errorf("one room: %s", got)
	}
}

func TestManySendersWakeLessOften(t *testing.T) {
	for senders, want := range map[int]time.Duration{1: tick, 19: tick, 50: 5 * tick, 200: 10 * tick} {
		if got := tickOf(senders); got != want {
			t.Errorf("%d senders: %s instead of %s", senders, got, want)
		}
	}
}
