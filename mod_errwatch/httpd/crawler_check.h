// Between the claims in shared memory and the DNS: takes questions, has them answered, writes the answers
// down. For the watchdog's thread alone.
#pragma once

#include <memory>
#include <vector>

#include "httpd/reverse_lookups.h"
#include "store/segment.h"

namespace errwatch::httpd {

class CrawlerCheck {
 public:
  // Both must outlive this.
  CrawlerCheck(store::Segment& segment, const CrawlerList& crawlers)
      : segment_(segment), crawlers_(crawlers) {}

  // Error: the DNS cannot be asked at all.
  Status Open(const std::string& resolver);
  // Sends new questions and waits a moment for answers: a quarter of a second at most.
  void Run(Tick now);

 private:
  void PutNewQuestions(Tick now);
  void WriteDown(const ReverseLookups::Answer& answer, Tick now);

  store::Segment& segment_;
  const CrawlerList& crawlers_;
  std::unique_ptr<ReverseLookups> lookups_;
  std::vector<store::CrawlerClaims::Question> asked_;  // those under way; an answer's id is a row number
  uint32_t next_row_ = 0;
};

}  // namespace errwatch::httpd
