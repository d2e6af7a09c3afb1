// An S3 server that differs from versitygw: it keeps objects in memory, checks no signatures, keeps no
// checksum of objects in parts, and forgets an upload once it is completed. For tests only.
//
// Usage: other-store ADDRESS BUCKET
package main

import (
	"log"
	"net/http"
	"os"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: other-store ADDRESS BUCKET")
	}
	backend := s3mem.New()
	if err := backend.CreateBucket(os.Args[2]); err != nil {
		log.Fatal(err)
	}
	quiet := gofakes3.DiscardLog()
	store := gofakes3.New(backend, gofakes3.WithLogger(quiet)).Server()
	mux := http.NewServeMux()
	mux.HandleFunc("/health", func(answer http.ResponseWriter, _ *http.Request) {
		answer.WriteHeader(http.StatusOK)
	})
	mux.Handle("/", store)
	log.Fatal(http.ListenAndServe(os.Args[1], mux))
}
