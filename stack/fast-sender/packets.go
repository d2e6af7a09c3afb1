package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/webrtc/v4"
	"google.golang.org/protobuf/proto"
)

// longestLine holds the largest packet in base64, and its channel.
const longestLine = 1 << 20

// packetLine is a line of standard input. Channel "reliable" and "lossy": a DataPacket, which the SDK
// numbers and sends. Any other: bytes that go over a data channel of that label as they are, whatever
// they are; it is opened beside the SDK's own when it is first named. The server takes what comes over
// "_reliable", "_lossy" and "_data_track" as packets of that kind, over any other label as plain payload.
// Not for much: where two channels had the same label, a flow of 60 kB packets stood still (measured).
type packetLine struct {
	Channel string `json:"channel"`
	Data    []byte `json:"data"`
	// Times: so often in a row; absent: once.
	Times int `json:"times"`
}

// packetsResult is the one line on standard output. Refused counts what could not be sent: too
// large, or no DataPacket where one was due.
type packetsResult struct {
	Sent     uint64 `json:"sent"`
	Refused  uint64 `json:"refused"`
	Drained  bool   `json:"drained"`
	Identity string `json:"identity"`
	Sid      string `json:"sid"`
}

// sendPackets sends what the lines say, until they end, and waits until the server has it all.
func sendPackets(ctx context.Context, s *sender, lines io.Reader, output io.Writer) (bool, error) {
	defer s.room.Disconnect()
	result := packetsResult{Identity: s.identity, Sid: s.room.LocalParticipant.SID()}
	channels := map[string]*webrtc.DataChannel{}
	scanner := bufio.NewScanner(lines)
	scanner.Buffer(make([]byte, 0, longestLine), longestLine)
	for scanner.Scan() && ctx.Err() == nil && !s.lost.Load() {
		var line packetLine
		if err := json.Unmarshal(scanner.Bytes(), &line); err != nil {
			return false, fmt.Errorf("a line of standard input: %w", err)
		}
		send, err := s.way(line, channels)
		if err != nil {
			return false, err
		}
		for range max(line.Times, 1) {
			if send() == nil {
				result.Sent++
			} else {
				result.Refused++
			}
			if s.buffered() > bufferedHigh {
				s.waitUntil(ctx, bufferedLow, drainLimit)
			}
		}
	}
	result.Drained = s.waitUntil(context.Background(), 0, drainLimit)
	if result.Drained {
		time.Sleep(forwardTime)
	}
	return result.Drained, errors.Join(scanner.Err(), json.NewEncoder(output).Encode(result))
}

// way is how that line is sent once.
func (s *sender) way(line packetLine, channels map[string]*webrtc.DataChannel) (func() error, error) {
	if line.Channel == "reliable" || line.Channel == "lossy" {
		reliable := lksdk.WithDataPublishReliable(line.Channel == "reliable")
		return func() error {
			packet := &livekit.DataPacket{}
			if err := proto.Unmarshal(line.Data, packet); err != nil {
				return err
			}
			return s.room.LocalParticipant.PublishDataPacket(readyPacket{packet}, reliable)
		}, nil
	}
	channel := channels[line.Channel]
	if channel == nil {
		var err error
		if channel, err = s.open(line.Channel); err != nil {
			return nil, err
		}
		channels[line.Channel] = channel
	}
	return func() error { return channel.Send(line.Data) }, nil
}

// readyPacket is what the SDK takes as a packet to send.
type readyPacket struct{ packet *livekit.DataPacket }

func (r readyPacket) ToProto() *livekit.DataPacket { return r.packet }

// open opens a channel of that label: ordered and reliable but for the two that the server knows as not.
func (s *sender) open(label string) (*webrtc.DataChannel, error) {
	publisher := s.room.LocalParticipant.GetPublisherPeerConnection()
	if publisher == nil {
		return nil, errors.New("there is no connection to publish over")
	}
	options := &webrtc.DataChannelInit{}
	if label == "_lossy" || label == "_data_track" {
		ordered, never := false, uint16(0)
		options = &webrtc.DataChannelInit{Ordered: &ordered, MaxRetransmits: &never}
	}
	channel, err := publisher.CreateDataChannel(label, options)
	if err != nil {
		return nil, err
	}
	opened := make(chan struct{})
	channel.OnOpen(func() { close(opened) })
	select {
	case <-opened:
		return channel, nil
	case <-time.After(openLimit):
		return nil, fmt.Errorf("the channel %q did not open in %s", label, openLimit)
	}
}
