// A request as a model of a site sees it: method, path, query, agent, Referer, cookie and headers, one a
// line, the last takes the rest. Its parts are views into it, their bits are numbers, the same each time,
// and no reason shows a password.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "anomaly/request_model.h"
#include "anomaly/request_parts.h"
#include "store/unusual_text.h"

namespace {

using namespace errwatch;  // NOLINT: a program of its own

constexpr std::string_view kSecret = "Op3nSesame";

void Require(bool condition) {
  if (!condition) std::abort();
}

std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

bool IsWithin(std::string_view part, std::string_view whole) {
  return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

void CheckParts(const Entry& entry, const RequestParts& parts) {
  for (const RequestPart& part : parts.parts()) {
    Require(std::isfinite(part.bits) && static_cast<std::size_t>(part.kind) < kPartKinds);
    // Headers with a field of their own are called by their names.
    if (part.text.empty() || part.text == "referer" || part.text == "cookie") continue;
    Require(std::ranges::any_of(
        std::initializer_list<std::string_view>{entry.method, entry.uri, entry.args, entry.agent,
                                                entry.referer, entry.cookie, entry.headers},
        [&](std::string_view field) { return IsWithin(part.text, field); }));
  }
}

RequestScore Score(const RequestModel& model, const RequestParts& parts) {
  const RequestScorer scorer(model.counts());
  Require(scorer.threshold() >= kLeastThreshold && scorer.threshold() <= kMostThreshold);
  const RequestScore score = scorer.Of(parts.parts(), model.Known(parts.parts()));
  Require(std::isfinite(score.bits) && score.bits >= 0);
  float before = INFINITY;
  for (const PartScore& reason : score.reasons) {
    if (reason.part == nullptr) break;
    Require(reason.bits <= before && reason.bits <= MostBits(reason.part->kind) * 1.001F);
    before = reason.bits;
  }
  return score;
}

void CheckReasons(const Entry& entry, const RequestScore& score, bool has_secret) {
  const store::ReasonText reasons = store::ReasonsOf(entry, score);
  Require(!has_secret || reasons.view().find(kSecret) == std::string_view::npos);
}

// Learnt of few requests: much of it is the same each time.
const RequestModel& Site() {
  static const auto site = [] {
    auto model = std::make_unique<RequestModel>();
    for (uint64_t client = 1; client <= 200; ++client) {
      Entry entry;
      entry.method = "GET";
      entry.uri = "/shop/index.html";
      entry.args = "page=7";
      entry.agent = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";
      entry.headers = "Accept: text/html\nAccept-Language: de";
      RequestParts parts;
      TakeParts(entry, 0, parts);
      model->Learn(parts.parts(), client << 50U);
      model->Count(parts.parts(), client << 50U);
    }
    return model;
  }();
  return *site;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  std::string_view rest = input;
  Entry entry;
  entry.method = TakeLine(rest);
  entry.uri = TakeLine(rest);
  std::string args(TakeLine(rest));
  const bool has_secret = input.find("Sesame") == std::string::npos && input.find('%') == std::string::npos;
  if (has_secret) args += "&password=" + std::string(kSecret);
  entry.args = args;
  entry.agent = TakeLine(rest);
  entry.referer = TakeLine(rest);
  entry.cookie = TakeLine(rest);
  entry.headers = rest;
  entry.status = static_cast<uint16_t>(size % 7 == 0 ? 404 : 200);

  RequestParts parts;
  TakeParts(entry, 0, parts);
  CheckParts(entry, parts);
  static const RequestModel empty;
  CheckReasons(entry, Score(empty, parts), has_secret);
  const RequestScore strange = Score(Site(), parts);
  CheckReasons(entry, strange, has_secret);
  RequestParts again;
  TakeParts(entry, 0, again);
  Require(again.parts().size() == parts.parts().size() && Score(Site(), again).bits == strange.bits);
  // Of another site no part is the same.
  RequestParts elsewhere;
  TakeParts(entry, 17, elsewhere);
  for (std::size_t i = 0; i < parts.parts().size(); ++i)
    Require(elsewhere.parts()[i].bits == parts.parts()[i].bits &&
            (parts.parts()[i].print == 0) == (elsewhere.parts()[i].print == 0));
  return 0;
}
