package main

import (
	"encoding/binary"
	"fmt"
)

// minPayload is the smallest payload: the number n alone.
const minPayload = 8

// seedFactor spreads small numbers over 64 bits. It is odd, so n -> n*seedFactor is one-to-one and
// the seed of an n above 0 is never 0, which xorshift could not leave.
const seedFactor = 0x9E3779B97F4A7C15

// fillPayload writes the payload of message n: n as 8 bytes, big-endian, then a xorshift64 stream
// (shifts 13, 7, 17) seeded with n*seedFactor, each word big-endian, the last one cut off.
// A checker needs nothing but n and the length to know every byte.
func fillPayload(buffer []byte, n uint64) {
	binary.BigEndian.PutUint64(buffer, n)
	rest := buffer[minPayload:]
	state := n * seedFactor
	var word [8]byte
	for len(rest) > 0 {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		binary.BigEndian.PutUint64(word[:], state)
		rest = rest[copy(rest, word[:]):]
	}
}

// minJSON leaves room for the members of fillJSON, whatever n is.
const minJSON = 64

// fillJSON writes the payload of message n as an object of exactly the buffer's length: n itself, a
// number that goes up and down with it, and a text that fills it up.
func fillJSON(buffer []byte, n uint64) {
	value := float64(n%2000) / 2000
	start := fmt.Appendf(buffer[:0], `{"n":%d,"sensor":{"x":%.4f},"pad":"`, n, value)
	for at := len(start); at < len(buffer)-2; at++ {
		buffer[at] = 'a' + byte((uint64(at)+n)%26)
	}
	copy(buffer[len(buffer)-2:], `"}`)
}
