#include "cli/logs/scan_block.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/scan_plan_fixture.h"
#include "unit/scanned_log.h"

namespace errwatch::cli {
namespace {

class ScanBlockTest : public ScanPlanFixture {
  CPPUNIT_TEST_SUITE(ScanBlockTest);
  CPPUNIT_TEST(RecordsOfWhatIsEvidence);
  CPPUNIT_TEST(EveryLineIsCounted);
  CPPUNIT_TEST(OtherLineEnds);
  CPPUNIT_TEST(AnEmptyBlock);
  CPPUNIT_TEST(ABlockIsFilledAnew);
  CPPUNIT_TEST(RepeatedLinesGetTheSame);
  CPPUNIT_TEST(WhatAFilterLeavesOut);
  CPPUNIT_TEST(LinesThatCannotBeRead);
  CPPUNIT_TEST(JsonLines);
  CPPUNIT_TEST(SuccessesAreRecordsOfNothing);
  CPPUNIT_TEST(LevelsAndVirtualHosts);
  CPPUNIT_TEST(TalliesAddUp);
  CPPUNIT_TEST(NamesAreBounded);
  CPPUNIT_TEST(PathsInMessages);
  CPPUNIT_TEST_SUITE_END();

 public:
  void RecordsOfWhatIsEvidence() {
    const ScanBlock block = Scan(LineAt(1, "core:info", "192.0.2.4", "AH00128: File does not exist: /a") +
                                 LineAt(2, "core:info", "192.0.2.4", "AH00128: /favicon.ico") +  // benign
                                 LineAt(3, "core:error", "", "../etc/passwd"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, block.records.size());
    const ScanRecord& first = block.records[0];
    CPPUNIT_ASSERT(first.line == 0 && first.time_us == kTenUs + 1'000'000 && first.what.rule == 101);
    CPPUNIT_ASSERT(first.client == *ClientAddress::Parse("192.0.2.4") && first.entry.uri == "/a");
    CPPUNIT_ASSERT_EQUAL(std::string("AH00128: File does not exist: /a"), std::string(first.entry.message));
    const char* const begin = block.text.data();
    CPPUNIT_ASSERT(first.entry.message.data() >= begin &&
                   first.entry.message.data() < begin + block.text.size());
    CPPUNIT_ASSERT(block.records[1].line == 2 && block.records[1].client.empty() &&
                   block.records[1].what.cost == 5);
  }

  void EveryLineIsCounted() {
    const ScanBlock block = Scan(LineAt(5, "core:info", "192.0.2.4", "AH00128: a") + "\n" +
                                 "[core:info] [client 192.0.2.4:1] AH00128: no time\nsh: not found\n" +
                                 LineAt(1, "core:info", "192.0.2.4", "AH00128: favicon.ico"));
    const ScanTally& tally = block.tally;
    CPPUNIT_ASSERT_EQUAL(uint64_t{5}, tally.lines);
    CPPUNIT_ASSERT(tally.unusable == 1 && tally.without_prefix == 1 && tally.without_time == 2);
    CPPUNIT_ASSERT(tally.benign == 2 && tally.filtered == 0 && tally.limited == 0);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, tally.categories[static_cast<std::size_t>(Category::kVulnScan)]);
    CPPUNIT_ASSERT(tally.first_us == kTenUs + 1'000'000 && tally.last_us == kTenUs + 5'000'000);
    CPPUNIT_ASSERT_EQUAL(rules_.rules->rules().size(), tally.rule_hits.size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, HitsOf(block, 101));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, HitsOf(block, 105));  // benign rules name nothing that is counted
  }

  void OtherLineEnds() {
    const std::string line = LineAt(1, "core:info", "192.0.2.4", "AH00128: a");
    const std::string unended = line.substr(0, line.size() - 1);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, Scan(line + unended).tally.lines);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, Scan(line + unended).records.size());
    CPPUNIT_ASSERT_EQUAL(std::string("AH00128: a"),
                         std::string(Scan(unended + "\r\n").records.at(0).entry.message));
    const ScanBlock with_nul = Scan(unended + std::string("\0b", 2) + "\n");
    CPPUNIT_ASSERT_EQUAL(std::size_t{12}, with_nul.records.at(0).entry.message.size());
  }

  void AnEmptyBlock() {
    const ScanBlock block = Scan("");
    CPPUNIT_ASSERT(block.tally.lines == 0 && block.records.empty());
    CPPUNIT_ASSERT(block.tally.first_us > block.tally.last_us);  // no time at all
    CPPUNIT_ASSERT(Scan("\n\n").tally.unusable == 2);
  }

  void ABlockIsFilledAnew() {
    BlockScanner scanner(plan_);
    ScanBlock block;
    block.text = LineAt(1, "core:info", "192.0.2.4", "AH00128: a") + "\n";
    scanner.Scan(block);
    block.text = LineAt(1, "core:info", "192.0.2.5", "AH00128: b");
    scanner.Scan(block);
    CPPUNIT_ASSERT(block.tally.lines == 1 && block.tally.unusable == 0 && block.records.size() == 1);
    CPPUNIT_ASSERT(block.records[0].entry.message == "AH00128: b" && HitsOf(block, 101) == 1);
  }

  void RepeatedLinesGetTheSame() {
    // the same words, but of another level, or with another referer: not the same entry
    const ScanBlock block = Scan(LineAt(1, "core:info", "192.0.2.4", "AH00128: a") +
                                 LineAt(2, "core:info", "192.0.2.5", "AH00128: a") +
                                 LineAt(3, "core:debug", "192.0.2.4", "AH00128: a") +
                                 LineAt(4, "ssl:info", "192.0.2.4", "AH00128: a") +
                                 LineAt(5, "core:info", "192.0.2.4", "AH00128: a, referer: x") +
                                 LineAt(6, "core:info", "192.0.2.4", "AH00128: a" + std::string(1000, 'a')));
    std::string lines;
    for (const ScanRecord& record : block.records) lines += std::to_string(record.line) + " ";
    CPPUNIT_ASSERT_EQUAL(std::string("0 1 3 4 5 "), lines);
    CPPUNIT_ASSERT(block.records[1].client == *ClientAddress::Parse("192.0.2.5"));
  }

  void WhatAFilterLeavesOut() {
    FilterOptions options;
    options.clients = {"192.0.2.4"};
    options.categories = {"vuln_scan"};
    Result<EntryFilter> made = EntryFilter::Make(options, kNowUs);
    filter_ = std::move(made).value();
    const ScanBlock block = Scan(LineAt(1, "core:info", "192.0.2.4", "AH00128: a") +
                                 LineAt(2, "core:info", "192.0.2.5", "AH00128: a") +
                                 LineAt(3, "auth_basic:error", "192.0.2.4", "AH01617: a") + "\n");
    CPPUNIT_ASSERT(block.tally.lines == 4 && block.tally.filtered == 2 && block.tally.unusable == 1);
    CPPUNIT_ASSERT(block.records.size() == 1 && block.tally.benign == 0);
    CPPUNIT_ASSERT_EQUAL(kTenUs + 1'000'000, block.tally.last_us);  // as if the log did not hold the others
  }

  void LinesThatCannotBeRead() {
    const std::string text = LineAt(1, "core:info", "192.0.2.4", "AH00128: a") + "\nsh: not found\n";
    CPPUNIT_ASSERT(Scan(text).unparsed.empty());
    plan_.keep_unparsed = true;
    const ScanBlock kept = Scan(text);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, kept.unparsed.size());
    CPPUNIT_ASSERT(kept.unparsed[0].first == 1 && kept.unparsed[0].second.empty());
    CPPUNIT_ASSERT(kept.unparsed[1].first == 2 && kept.unparsed[1].second == "sh: not found");
  }

  void JsonLines() {
    plan_.input.kind = InputKind::kJsonl;
    const ScanBlock block = Scan(
        "{\"message\":\"AH00128: "
        "x\",\"module\":\"core\",\"level\":\"info\",\"client\":\"192.0.2.4\",\"vhost\":\"a\"}\n"
        "nonsense\n"
        "{\"status\":404,\"uri\":\"/a?f=../etc/passwd\",\"time\":\"2026-11-22T10:00:00Z\"}\n");
    CPPUNIT_ASSERT(block.tally.lines == 3 && block.tally.unusable == 1 && block.tally.without_prefix == 0);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, block.records.size());
    CPPUNIT_ASSERT(block.records[0].entry.message == "AH00128: x" && block.records[0].entry.vhost == "a");
    CPPUNIT_ASSERT(block.records[1].entry.uri == "/a" && block.records[1].entry.args == "f=../etc/passwd");
    CPPUNIT_ASSERT(block.records[1].line == 2 && block.records[1].time_us == kTenUs);
  }

  // The replay needs them for what the client is known to get; no tally but that of benign entries has them.
  void SuccessesAreRecordsOfNothing() {
    plan_.input.kind = InputKind::kJsonl;
    const ScanBlock block =
        Scan("{\"status\":200,\"uri\":\"/\"}\n{\"status\":404,\"uri\":\"/nothing-known\"}\n");
    CPPUNIT_ASSERT(block.records.size() == 1 && block.tally.benign == 2);
    CPPUNIT_ASSERT(block.records[0].what.category == Category::kBenign &&
                   block.records[0].entry.status == 200);
    for (const uint64_t count : block.tally.categories) CPPUNIT_ASSERT_EQUAL(uint64_t{0}, count);
  }

  void LevelsAndVirtualHosts() {
    const ScanBlock block =
        Scan("a.example:80 " + LineAt(1, "core:info", "192.0.2.4", "AH00128: a") + "a.example:80 " +
             LineAt(1, "core:trace3", "192.0.2.4", "nothing") + LineAt(1, "ssl:notice", "192.0.2.4", "x") +
             LineAt(1, "auth_basic:error", "", "AH01617: x"));
    // What any LogLevel writes says nothing.
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, block.tally.most_verbose.size());
    CPPUNIT_ASSERT(block.tally.most_verbose.at("core") == Level::kTrace3);
    CPPUNIT_ASSERT(block.tally.vhosts.size() == 1 && block.tally.vhosts.at("a.example:80") == 1);
  }

  void TalliesAddUp() {
    ScanTally sum;
    sum.Add(Scan(LineAt(5, "core:info", "192.0.2.4", "AH00128: a") + "\n").tally);
    sum.Add(Scan(LineAt(2, "core:debug", "192.0.2.4", "../etc/passwd") + "words\n").tally);
    sum.Add(ScanTally());
    CPPUNIT_ASSERT(sum.lines == 4 && sum.unusable == 1 && sum.without_prefix == 1 && sum.without_time == 1 &&
                   sum.benign == 1);
    CPPUNIT_ASSERT(sum.first_us == kTenUs + 2'000'000 && sum.last_us == kTenUs + 5'000'000);
    CPPUNIT_ASSERT(sum.most_verbose.at("core") == Level::kDebug);
    CPPUNIT_ASSERT(sum.categories[static_cast<std::size_t>(Category::kVulnScan)] == 1 &&
                   sum.categories[static_cast<std::size_t>(Category::kPathTraversal)] == 1);
    uint64_t hits = 0;
    for (const uint64_t count : sum.rule_hits) hits += count;
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, hits);
  }

  void NamesAreBounded() {
    // whoever can choose host names must not fill the memory of who reads the log
    std::string text;
    for (int i = 0; i < 1500; ++i)
      text += "v" + std::to_string(i) + ".example:80 " +
              LineAt(1, "m" + std::to_string(i) + ":info", "192.0.2.4", "../etc/passwd");
    const ScanTally tally = Scan(text).tally;
    CPPUNIT_ASSERT(tally.vhosts.size() == kMostNames && tally.most_verbose.size() == kMostNames);
    CPPUNIT_ASSERT(tally.vhosts.contains("v0.example:80") && !tally.vhosts.contains("v1499.example:80"));
    ScanTally sum;
    ScanTally other;
    for (int i = 0; i < 600; ++i)
      sum.vhosts["a" + std::to_string(i)] = other.vhosts["b" + std::to_string(i)] = 1;
    other.vhosts["a0"] = 5;
    sum.Add(other);
    CPPUNIT_ASSERT(sum.vhosts.size() == kMostNames && sum.vhosts["a0"] == 6);
  }

  void PathsInMessages() {
    const std::pair<const char*, const char*> kCases[] = {
        {"AH00128: File does not exist: /srv/x y", "/srv/x"},
        {"user a: failure for \"/private/x y\": Mismatch", "/private/x y"},
        {"script '/srv/a.php' not found", "/srv/a.php"},
        {"AH10244: invalid URI path (/../../etc/passwd)", "/../../etc/passwd"},
        {"`/quoted' in the old way", "/quoted"},
        {"ModSecurity: at ARGS /not/this [uri \"/index.php\"] [unique_id \"a\"]", "/index.php"},
        {"and/or is no path, 1/2 neither", ""},
        {"/first", "/first"},
        {"open (/cut", "/cut"},
        {"", ""}};
    for (const auto& [message, path] : kCases)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(message, std::string(path), std::string(PathInMessage(message)));
  }

 private:
  ScanBlock Scan(const std::string& text) {
    ScanBlock block;
    block.text = text;
    BlockScanner(plan_).Scan(block);
    return block;
  }
  uint64_t HitsOf(const ScanBlock& block, uint32_t rule) const {
    const Rule* found = rules_.rules->Find(rule);
    CPPUNIT_ASSERT(found != nullptr);
    return block.tally.rule_hits.at(static_cast<std::size_t>(found - rules_.rules->rules().data()));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ScanBlockTest);

}  // namespace
}  // namespace errwatch::cli
