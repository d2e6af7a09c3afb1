package main

import (
	"time"

	"github.com/livekit/protocol/auth"
)

// mintToken makes a token for one sender in one room. It may not subscribe: the server would send it the
// packets of all other senders, which nobody reads.
func mintToken(o options, room, identity string) (string, error) {
	yes, no := true, false
	return auth.NewAccessToken(o.key, o.secret).
		SetIdentity(identity).
		SetValidFor(6 * time.Hour).
		SetVideoGrant(&auth.VideoGrant{
			RoomJoin:             true,
			Room:                 room,
			CanPublish:           &yes,
			CanPublishData:       &yes,
			CanSubscribe:         &no,
			CanUpdateOwnMetadata: &yes,
		}).
		ToJWT()
}
