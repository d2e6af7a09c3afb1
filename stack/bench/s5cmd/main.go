// s5cmd as it is, built from its module at a pinned version: the peer of `npm run bench -- upload`.
package main

import (
	"context"
	"os"

	"github.com/peak/s5cmd/v2/command"
)

func main() {
	if err := command.Main(context.Background(), os.Args); err != nil {
		os.Exit(1)
	}
}
