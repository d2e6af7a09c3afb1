package main

import (
	"bufio"
	"encoding/json"
	"os"
)

// senderReport is a line of the ledger: messages first to last were handed to the data channel, in
// this order; the server acknowledged those up to confirmed, at least.
type senderReport struct {
	Identity  string `json:"identity"`
	Sid       string `json:"sid"`
	First     uint64 `json:"first"`
	Last      uint64 `json:"last"`
	Count     uint64 `json:"count"`
	Confirmed uint64 `json:"confirmed"`
	Drained   bool   `json:"drained"`
}

func (s *sender) report(sid string) senderReport {
	first := s.options.first
	return senderReport{
		Identity:  s.identity,
		Sid:       sid,
		First:     first,
		Last:      first + s.sent - 1,
		Count:     s.sent,
		Confirmed: first + s.confirmed - 1,
		Drained:   s.drained,
	}
}

type ledgerHeader struct {
	Ledger    string  `json:"ledger"`
	Version   int     `json:"version"`
	SessionID *string `json:"sessionId"`
	Room      string  `json:"room"`
	Topic     string  `json:"topic"`
	Reliable  bool    `json:"reliable"`
	Size      int     `json:"size"`
}

// writeLedger writes JSON Lines: a header, then a line for each sender.
func writeLedger(o options, room string, reports []senderReport) error {
	file, err := os.Create(o.ledger)
	if err != nil {
		return err
	}
	defer file.Close()
	header := ledgerHeader{
		Ledger: "fast-sender", Version: 1, Room: room, Topic: o.topic, Reliable: !o.lossy, Size: o.size,
	}
	if o.session != "" {
		header.SessionID = &o.session
	}
	writer := bufio.NewWriter(file)
	encoder := json.NewEncoder(writer)
	if err := encoder.Encode(header); err != nil {
		return err
	}
	for _, report := range reports {
		if err := encoder.Encode(report); err != nil {
			return err
		}
	}
	if err := writer.Flush(); err != nil {
		return err
	}
	return file.Sync()
}

// result is the one line on standard output.
type result struct {
	Sent       uint64         `json:"sent"`
	Seconds    float64        `json:"seconds"`
	PerSecond  float64        `json:"perSecond"`
	FirstN     uint64         `json:"firstN"`
	LastN      uint64         `json:"lastN"`
	Drained    bool           `json:"drained"`
	Identities []string       `json:"identities"`
	Senders    []senderReport `json:"senders"`
}

func summarise(senders []*sender, reports []senderReport) result {
	r := result{Drained: true, FirstN: reports[0].First, Senders: reports}
	for index, report := range reports {
		r.Sent += report.Count
		r.LastN = max(r.LastN, report.Last)
		r.Drained = r.Drained && report.Drained
		r.Identities = append(r.Identities, report.Identity)
		r.Seconds = max(r.Seconds, senders[index].elapsed.Seconds())
	}
	if r.Seconds > 0 {
		r.PerSecond = float64(r.Sent) / r.Seconds
	}
	return r
}
