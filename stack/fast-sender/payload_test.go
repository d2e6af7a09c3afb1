package main

import (
	"encoding/hex"
	"encoding/json"
	"testing"
)

// The same vectors stand in stack/checker/test_fast_payload.py.
func TestPayloadVectors(t *testing.T) {
	for _, vector := range []struct {
		n    uint64
		size int
		want string
	}{
		{1, 8, "0000000000000001"},
		{1, 30, "0000000000000001dc1b77ae0bf34dad64f0eeb9026e60767b07ce91e590"},
		{2, 24, "0000000000000002b836ef5c17e69b5acbe1dd7204dcc0ec"},
		{4294967297, 27, "0000000100000001b7d8b701e5f34dad552b1c1433b26076a469bf"},
	} {
		buffer := make([]byte, vector.size)
		fillPayload(buffer, vector.n)
		if got := hex.EncodeToString(buffer); got != vector.want {
			t.Errorf("n=%d size=%d: got %s, want %s", vector.n, vector.size, got, vector.want)
		}
	}
}

func TestJSONPayloadsAreWholeAndOfTheirSize(t *testing.T) {
	for _, size := range []int{minJSON, 200, 3000} {
		for _, n := range []uint64{1, 1999, 1 << 63} {
			buffer := make([]byte, size)
			fillJSON(buffer, n)
			var got struct {
				N      uint64
				Sensor struct{ X float64 }
			}
			if err := json.Unmarshal(buffer, &got); err != nil {
				t.Fatalf("size %d: %s: %v", size, buffer, err)
			}
			if want := float64(n%2000) / 2000; got.N != n || got.Sensor.X != want {
				t.Errorf("n=%d: got %+v", n, got)
			}
		}
	}
}
