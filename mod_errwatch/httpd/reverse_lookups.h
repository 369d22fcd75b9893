// Asks the DNS whether clients are the crawlers that they announce: the names of the address, then the
// addresses of the name that belongs to the crawler (model/crawler.h decides). By c-ares, without a thread of
// its own. Knows nothing of httpd.
//
// One thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/ticks.h"
#include "model/crawler.h"

struct ares_channeldata;

namespace errwatch::httpd {

class ReverseLookups {
 public:
  struct Answer {
    uint32_t id = 0;
    CrawlerClaim claim = CrawlerClaim::kAnnounced;  // kAnnounced: nobody can tell
  };

  // `resolver` as in CrawlerSetting; empty = what the system is configured for.
  static Result<std::unique_ptr<ReverseLookups>> Open(const std::string& resolver);
  ~ReverseLookups();  // gives up what is under way, without an answer
  ReverseLookups(const ReverseLookups&) = delete;
  ReverseLookups& operator=(const ReverseLookups&) = delete;

  // Sends a question and does not wait. `crawler` must stay until the answer.
  void Ask(uint32_t id, const ClientAddress& client, const Crawler& crawler);
  // What was answered so far; waits at most `most` while something is under way.
  std::vector<Answer> Take(Milliseconds most);
  std::size_t under_way() const { return under_way_; }

 private:
  struct Lookup;
  ReverseLookups() = default;
  void Wait(Milliseconds most);
  void Finish(Lookup* lookup, CrawlerClaim claim) noexcept;
  void Query(const std::string& name, int type, void (*done)(void*, int, int, unsigned char*, int),
             Lookup* lookup);
  static void OnNames(void* lookup, int status, int timeouts, unsigned char* answer, int bytes);
  static void OnAddresses(void* lookup, int status, int timeouts, unsigned char* answer, int bytes);

  ares_channeldata* channel_ = nullptr;
  std::vector<Answer> answers_;
  std::size_t under_way_ = 0;
};

}  // namespace errwatch::httpd
