package main

import (
	"fmt"
	"time"

	"github.com/pion/webrtc/v4"
)

const openLimit = 15 * time.Second

// channel is our data channel as the statistics show it; the SDK keeps the channel itself to itself.
func (s *sender) channel() (webrtc.DataChannelStats, bool) {
	label := "_reliable"
	if s.options.lossy {
		label = "_lossy"
	}
	if publisher := s.room.LocalParticipant.GetPublisherPeerConnection(); publisher != nil {
		for _, entry := range publisher.GetStats() {
			if channel, ok := entry.(webrtc.DataChannelStats); ok && channel.Label == label {
				return channel, true
			}
		}
	}
	return webrtc.DataChannelStats{}, false
}

// waitForChannel waits until the channel is open. For participants that may subscribe SDK 2.16 opens
// it at the first message and waits itself; for others it drops what is sent earlier, without an
// error (measured).
func (s *sender) waitForChannel() error {
	if s.room.LocalParticipant.Permissions().GetCanSubscribe() {
		return nil
	}
	deadline := time.Now().Add(openLimit)
	for {
		if channel, ok := s.channel(); ok && channel.State == webrtc.DataChannelStateOpen {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s: no data channel after %s", s.identity, openLimit)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// accepted compares our count with the channel's: SDK 2.16 drops the error of a failed send.
func (s *sender) accepted() bool {
	channel, ok := s.channel()
	return ok && channel.MessagesSent == uint32(s.sent)
}

// buffered is what is queued and what the server has not acknowledged yet, in bytes.
func (s *sender) buffered() int {
	if publisher := s.room.LocalParticipant.GetPublisherPeerConnection(); publisher != nil {
		return publisher.SCTP().BufferedAmount()
	}
	return 0
}
