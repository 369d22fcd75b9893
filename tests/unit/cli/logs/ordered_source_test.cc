#include "cli/logs/ordered_source.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdio>
#include <vector>

#include "unit/gzip.h"
#include "unit/temporary_directory.h"

namespace errwatch::cli {
namespace {

const InputForm kAnyForm{InputKind::kAny};

std::string Line(int minute) {
  char time[64];
  std::snprintf(time, sizeof time, "Sun Nov 22 %02d:%02d:00.000000 2026", minute / 60, minute % 60);
  return "[" + std::string(time) +
         "] [core:info] [pid 9] [client 192.0.2.4:1] AH00128: File does not exist: /x\n";
}

std::string Lines(const std::vector<int>& minutes) {
  std::string text;
  for (const int minute : minutes) text += Line(minute);
  return text;
}

std::string Request(int minute) {
  char time[64];
  std::snprintf(time, sizeof time, "22/Nov/2026:%02d:%02d:00 +0000", minute / 60, minute % 60);
  return "192.0.2.4 - - [" + std::string(time) + "] \"GET /x HTTP/1.1\" 200 5\n";
}

class OrderedSourceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(OrderedSourceTest);
  CPPUNIT_TEST(TellsNewestFirst);
  CPPUNIT_TEST(SlowRequestsAreInOrder);
  CPPUNIT_TEST(TurnsWhatIsNewestFirst);
  CPPUNIT_TEST(LeavesOtherLogsAlone);
  CPPUNIT_TEST(RefusesWhatIsTooLong);
  CPPUNIT_TEST_SUITE_END();

 public:
  void TellsNewestFirst() {
    for (const auto& minutes : std::vector<std::vector<int>>{
             {50, 40, 30, 20}, {50, 10}, {50, 50, 40, 40, 30}, {50, 40, 41, 30, 20, 10, 5, 4}})
      CPPUNIT_ASSERT(IsNewestFirst(Lines(minutes), kAnyForm, 0));
    for (const auto& minutes : std::vector<std::vector<int>>{
             {}, {10}, {10, 10, 10}, {10, 20, 30}, {50, 10, 11, 12, 13}, {10, 30, 20, 40, 35, 50}})
      CPPUNIT_ASSERT(!IsNewestFirst(Lines(minutes), kAnyForm, 0));
    CPPUNIT_ASSERT(!IsNewestFirst("no time\nnone\n", kAnyForm, 0));
    CPPUNIT_ASSERT(IsNewestFirst("words\n" + Line(50) + "words\n" + Line(40), kAnyForm, 0));
    CPPUNIT_ASSERT(
        IsNewestFirst("{\"time\":\"2026-11-22T10:00:01Z\",\"status\":404}\n"
                      "{\"time\":\"2026-11-22T10:00:00Z\",\"status\":404}\n",
                      InputForm{InputKind::kJsonl}, 0));
  }

  void SlowRequestsAreInOrder() {
    CPPUNIT_ASSERT(IsNewestFirst(Request(50) + Request(40) + Request(30) + Request(20), kAnyForm, 0));
    CPPUNIT_ASSERT(!IsNewestFirst(Request(50) + Request(40), kAnyForm, 0));
    CPPUNIT_ASSERT(!IsNewestFirst(
        Request(50) + Request(40) + Request(51) + Request(30) + Request(52) + Request(29), kAnyForm, 0));
  }

  void TurnsWhatIsNewestFirst() {
    std::string forth;
    constexpr int kMany = 4000;  // several blocks
    for (int i = 0; i < kMany; ++i) {
      forth += Line(i / 4) + (i % 100 == 0 ? "\n" : "");
    }
    std::string turned;
    ForEachLine(forth, [&](std::string_view line) { turned.insert(0, std::string(line) + "\n"); });
    CPPUNIT_ASSERT_EQUAL(forth, Read(files_.Write("a.log", turned)));
    CPPUNIT_ASSERT_EQUAL(forth, Read(files_.Write("a.log.gz", Gzip(turned))));
    turned.pop_back();
    CPPUNIT_ASSERT_EQUAL(forth, Read(files_.Write("b.log", turned)));
    const auto source = OrderedSource::Open(files_.Write("c.log", Lines({30, 20, 10})), kAnyForm, 0);
    std::string block;
    CPPUNIT_ASSERT(source.value()->Next(block) && source.value()->newest_first());
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, source.value()->LineInFile(1));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, source.value()->LineInFile(3));
  }

  void LeavesOtherLogsAlone() {
    std::string log = "words\n";
    for (int i = 0; i < 6000; ++i) log += Line(i / 5);
    CPPUNIT_ASSERT_EQUAL(log, Read(files_.Write("a.log", log)));
    const auto source = OrderedSource::Open(files_.path() + "/a.log", kAnyForm, 0);
    std::string block;
    CPPUNIT_ASSERT(source.value()->Next(block) && !source.value()->newest_first());
    CPPUNIT_ASSERT_EQUAL(uint64_t{7}, source.value()->LineInFile(7));
    CPPUNIT_ASSERT_EQUAL(std::string(), Read(files_.Write("b.log", "")));
    CPPUNIT_ASSERT(!OrderedSource::Open(files_.path() + "/none.log", kAnyForm, 0));
  }

  void RefusesWhatIsTooLong() {
    std::string back;
    for (int i = 1400; i > 0; --i) back += Line(i);
    ReadBounds bounds;
    bounds.turned_bytes = 100'000;
    const auto source = OrderedSource::Open(files_.Write("a.log", back), kAnyForm, 0, bounds);
    std::string block;
    CPPUNIT_ASSERT(!source.value()->Next(block));
    CPPUNIT_ASSERT(!source.value()->Next(block));
    const std::string& error = source.value()->error();
    CPPUNIT_ASSERT_MESSAGE(error, error.find("newest lines come first") != std::string::npos &&
                                      error.find("tac") != std::string::npos);
  }

 private:
  static std::string Read(const std::string& path) {
    const auto source = OrderedSource::Open(path, kAnyForm, 0);
    std::string text, block;
    while (source.value()->Next(block)) text += block;
    CPPUNIT_ASSERT_EQUAL(std::string(), source.value()->error());
    return text;
  }

  TemporaryDirectory files_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(OrderedSourceTest);

}  // namespace
}  // namespace errwatch::cli
