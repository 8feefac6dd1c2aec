// A small order service in Go, whose slowness is a setting: the tests of profiles find it again by its pprof.
package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"
	_ "net/http/pprof"
	"sync/atomic"
)

const blockSize = 1024

// Where allocated blocks go: what nobody sees the compiler would leave out.
var sink atomic.Value

func main() {
	hashRounds := flag.Int("hash-rounds", 20, "CPU: how often a request hashes 1 KiB")
	allocBytes := flag.Int("alloc-bytes", 0, "allocation: how many bytes a request makes, in blocks of 1 KiB")
	flag.Parse()

	// The package net/http/pprof serves on the default mux: the profiles have a port of their own.
	go func() { log.Fatal(http.ListenAndServe(":6060", nil)) }()

	orders := http.NewServeMux()
	orders.HandleFunc("/healthz", func(http.ResponseWriter, *http.Request) {})
	orders.HandleFunc("/v1/orders", func(w http.ResponseWriter, _ *http.Request) {
		allocate(*allocBytes)
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, "{\"check\":%d}\n", hash(*hashRounds))
	})
	log.Fatal(http.ListenAndServe(":8080", orders))
}

// hash is FNV-1a, in a function of its own so that a profile can name it.
//
//go:noinline
func hash(rounds int) uint64 {
	block := make([]byte, blockSize)
	sum := uint64(14695981039346656037)
	for i := 0; i < rounds; i++ {
		for _, b := range block {
			sum = (sum ^ uint64(b)) * 1099511628211
		}
	}
	return sum
}

//go:noinline
func allocate(bytes int) {
	for ; bytes > 0; bytes -= blockSize {
		sink.Store(make([]byte, blockSize))
	}
}
