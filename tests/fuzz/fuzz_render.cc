// The input fills the texts and numbers of a snapshot; no byte of it may break what the renderers promise.
// Form: eight bytes for the numbers, then texts,
// each a length byte and that many bytes (the input's end ends the last one).
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "../unit/sample_story.h"
#include "../unit/well_formed_html.h"
#include "base/visible_text.h"
#include "pages/render.h"

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

class Input {
 public:
  Input(const uint8_t* data, size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  uint64_t Number() {
    uint64_t number = 0;
    const size_t bytes = std::min(rest_.size(), sizeof number);
    std::memcpy(&number, rest_.data(), bytes);
    rest_.remove_prefix(bytes);
    return number;
  }

  // Where the input is at its end, the text stays as it is.
  void Fill(std::string& text) {
    if (rest_.empty()) return;
    const size_t length = std::min<size_t>(static_cast<uint8_t>(rest_.front()), rest_.size() - 1);
    text = rest_.substr(1, length);
    rest_.remove_prefix(1 + length);
  }

 private:
  std::string_view rest_;
};

void FillNumbers(uint64_t number, errwatch::Snapshot& snapshot) {
  const auto small = static_cast<uint32_t>(number);
  snapshot.now.value = number >> 20;
  snapshot.table_capacity = small;
  snapshot.counters[0].value = number;
  errwatch::ClientRow& client = snapshot.clients[0];
  client.blocked_until.value = number;
  client.strikes = client.denials = small;
  client.scores = {{"any", static_cast<double>(number) - 1e9, small}};
  client.address = {errwatch::ClientAddress::FromWords(number, number),
                    {static_cast<uint8_t>(small % 33), static_cast<uint8_t>(small % 129)}};
  errwatch::IncidentRow& incident = snapshot.incidents[0];
  incident.client = client.address;
  incident.kind = static_cast<errwatch::IncidentKind>(number % errwatch::kIncidentKindCount);
  incident.time.value = number >> 7;
  incident.until.value = number;
  incident.score = incident.capacity = small;
  incident.status = static_cast<uint16_t>(number);
  snapshot.limits[0].window = errwatch::Milliseconds(static_cast<int64_t>(number));
}

void CheckLines(std::string_view text, std::string_view start, std::string_view other_start) {
  Require(text.empty() || text.back() == '\n');
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    Require(errwatch::VisibleText(line) == line);
    Require(line.starts_with(start) || line.starts_with(other_start));
    text.remove_prefix(line.size() + 1);
  }
}

void CheckEvents(const errwatch::IncidentRow& incident, size_t max_bytes) {
  for (const size_t most : {size_t{64 * 1024}, max_bytes}) {
    const std::string line = errwatch::RenderEvent(incident, most);
    Require(line.size() <= most);
    Require(!line.empty() || most < 2);
    for (const char c : line) Require(c >= 0x20);
    if (!line.empty()) Require(nlohmann::json::accept(line));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Input input(data, size);
  const uint64_t number = input.Number();
  errwatch::Snapshot snapshot = errwatch::SampleSnapshot();
  FillNumbers(number, snapshot);
  // Incidents first, whose texts are the clients' own; then the others, as far as the input lasts.
  errwatch::ForEachText(snapshot.incidents[0], [&](std::string& text) { input.Fill(text); });
  errwatch::ForEachText(snapshot, [&](std::string& text) { input.Fill(text); });

  snapshot.stories = {errwatch::SampleStory()};
  for (errwatch::StoryRow& row : snapshot.stories[0].rows) {
    row.uri = snapshot.incidents[0].uri;
    row.vhost = snapshot.incidents[0].vhost;
    row.message = snapshot.incidents[0].message;
  }
  errwatch::PageQuery query = errwatch::ParsePageQuery("lang=ja");
  query.client = snapshot.incidents[0].uri;
  for (const std::string& page : {errwatch::RenderHtml(snapshot), errwatch::RenderHtmlSection(snapshot),
                                  errwatch::RenderClientHtml(snapshot, query)}) {
    Require(errwatch::HtmlChecker::Check(page).empty());
    CheckLines(page, "", "");
  }
  Require(nlohmann::json::accept(errwatch::RenderJson(snapshot)));
  CheckLines(errwatch::RenderAuto(snapshot), "ErrWatch", "ErrWatch");
  CheckLines(errwatch::RenderPrometheus(snapshot), "errwatch_", "# ");
  CheckEvents(snapshot.incidents[0], number % 2048);
  return 0;
}
