package server

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/lockorder/lockorder/sample/replication"
)

type ping struct{}

func (ping) status(_ *Server, args [][]byte) reply {
	switch len(args) {
	case 1:
		return simple("PONG")
	case 2:
		return bulk(args[1])
	}
	return wrongArity("ping")
}

type echo struct{}

func (echo) status(_ *Server, args [][]byte) reply { return bulk(args[1]) }

type role struct{}

func (role) status(s *Server, _ [][]byte) reply {
	at := s.store.Position()
	if f := s.following.Load(); f != nil {
		return array(text("slave"), text(f.master.host), number(int64(f.master.port)),
			text(string(f.thread.State())), number(int64(at.Seq)))
	}
	var followers []reply
	for _, f := range s.currentFeeders() {
		host, port := f.Follower()
		followers = append(followers, array(text(host), text(strconv.Itoa(port)), text(fmt.Sprint(f.Sent()))))
	}
	return array(text("master"), number(int64(at.Seq)), array(followers...))
}

type info struct{}

func (info) status(s *Server, args [][]byte) reply {
	sections := []struct {
		name string
		text func() string
	}{
		{"Server", s.infoServer},
		{"Clients", s.infoClients},
		{"Persistence", s.infoPersistence},
		{"Replication", s.infoReplication},
	}
	wanted := make(map[string]bool)
	for _, arg := range args[1:] {
		wanted[strings.ToLower(string(arg))] = true
	}
	all := len(wanted) == 0 || wanted["all"] || wanted["default"] || wanted["everything"]
	var parts []string
	for _, section := range sections {
		if all || wanted[strings.ToLower(section.name)] {
			parts = append(parts, "# "+section.name+"\r\n"+section.text())
		}
	}
	return text(strings.Join(parts, "\r\n"))
}

func (s *Server) infoServer() string {
	return fmt.Sprintf("redis_mode:standalone\r\nos:%s %s\r\nprocess_id:%d\r\ntcp_port:%d\r\n",
		runtime.GOOS, runtime.GOARCH, os.Getpid(), s.port())
}

func (s *Server) infoClients() string {
	return fmt.Sprintf("connected_clients:%d\r\n", s.clients.Load())
}

func (s *Server) infoPersistence() string {
	loading := 0
	if s.loading.Load() {
		loading = 1
	}
	return fmt.Sprintf("loading:%d\r\n", loading)
}

func (s *Server) infoReplication() string {
	var b strings.Builder
	at := s.store.Position()
	if f := s.following.Load(); f != nil {
		state := f.thread.State()
		link, syncing := "down", 0
		if state == replication.Connected {
			link = "up"
		}
		if state == replication.Sync {
			syncing = 1
		}
		fmt.Fprintf(&b, "role:slave\r\nmaster_host:%s\r\nmaster_port:%d\r\nmaster_link_status:%s\r\n",
			f.master.host, f.master.port, link)
		fmt.Fprintf(&b, "master_sync_in_progress:%d\r\nslave_repl_offset:%d\r\nslave_read_only:1\r\n", syncing, at.Seq)
	} else {
		b.WriteString("role:master\r\n")
	}
	feeders := s.currentFeeders()
	fmt.Fprintf(&b, "connected_slaves:%d\r\n", len(feeders))
	for i, f := range feeders {
		host, port := f.Follower()
		state := "send_bulk"
		if f.Online() {
			state = "online"
		}
		fmt.Fprintf(&b, "slave%d:ip=%s,port=%d,state=%s,offset=%d\r\n", i, host, port, state, f.Sent())
	}
	fmt.Fprintf(&b, "master_replid:%s\r\nmaster_repl_offset:%d\r\n", at.History, at.Seq)
	return b.String()
}
