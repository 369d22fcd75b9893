#include "cli/events/event_reader.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "pages/render.h"
#include "unit/gzip.h"
#include "unit/sample_snapshot.h"
#include "unit/temporary_directory.h"

namespace errwatch::cli {
namespace {

std::string EventNumbered(uint64_t number, int64_t seconds = 0) {
  IncidentRow event = SampleIncidents()[0];
  event.number = number;
  event.time = SampleTime(seconds);
  return RenderEvent(event, 4095) + "\n";
}

struct ReadBack {
  EventsRead read;
  std::vector<uint64_t> numbers;
};

ReadBack ReadFiles(const std::vector<std::string>& files) {
  ReadBack result;
  result.read = ReadEvents(files, {}, [&](IncidentRow&& event) { result.numbers.push_back(event.number); });
  return result;
}

using Numbers = std::vector<uint64_t>;

class EventReaderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EventReaderTest);
  CPPUNIT_TEST(ReadsFilesAlsoPackedOnes);
  CPPUNIT_TEST(PassesOverWhatIsNoEvent);
  CPPUNIT_TEST(RefusesFilesOfOthers);
  CPPUNIT_TEST(AnEmptyFileHasNoEvents);
  CPPUNIT_TEST(WhatSeveralFilesHaveIsReadOnce);
  CPPUNIT_TEST(AFileThatCannotBeReadEndsNoOther);
  CPPUNIT_TEST_SUITE_END();

 public:
  void ReadsFilesAlsoPackedOnes() {
    const TemporaryDirectory directory;
    const std::string now = directory.Write("events.json", EventNumbered(3) + "\n\n" + EventNumbered(4));
    const std::string packed = directory.Write("events.json.2.gz", Gzip(EventNumbered(1) + EventNumbered(2)));
    const ReadBack all = ReadFiles({now, packed});
    CPPUNIT_ASSERT(all.numbers == (Numbers{3, 4, 1, 2}));
    CPPUNIT_ASSERT(all.read.complete && all.read.notes.empty());
    CPPUNIT_ASSERT(all.read.events == 4 && all.read.lines == 4 && all.read.other == 0);
  }

  void PassesOverWhatIsNoEvent() {
    const TemporaryDirectory directory;
    const std::string path = directory.Write(
        "events.json", "ction\":\"block\"}}\n" + EventNumbered(1) + "{\"torn\n" +
                           "{\"@timestamp\":\"2026-11-22T10:00:00.000Z\",\"event\":{\"module\":\"errwatch\","
                           "\"action\":\"of_tomorrow\"}}\n" +
                           EventNumbered(2).substr(0, 100));
    const ReadBack all = ReadFiles({path});
    CPPUNIT_ASSERT(all.numbers == Numbers{1});
    CPPUNIT_ASSERT(all.read.complete);
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, all.read.other);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, all.read.unknown);
    CPPUNIT_ASSERT_EQUAL(uint64_t{5}, all.read.lines);
  }

  void RefusesFilesOfOthers() {
    const TemporaryDirectory directory;
    std::string text;
    for (int i = 0; i < 5000; ++i) text += "[Sun Nov 22 10:00:00 2026] [core:error] [client 192.0.2.1] no\n";
    const std::string log = directory.Write("error.log", text + EventNumbered(1));
    const ReadBack refused = ReadFiles({log, directory.Write("one", "hello\n")});
    CPPUNIT_ASSERT(refused.numbers.empty() && !refused.read.complete);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, refused.read.notes.size());
    CPPUNIT_ASSERT_EQUAL(log +
                             ": is no event log of mod_errwatch: none of its first 100 lines is an event "
                             "as ErrWatchEventLog writes them",
                         refused.read.notes[0]);
    CPPUNIT_ASSERT(refused.read.notes[1].ends_with("its line is no event as ErrWatchEventLog writes them"));
    const std::string xz = directory.Write("events.xz", std::string("\xFD\x37zXZ\0abc", 9));
    CPPUNIT_ASSERT(ReadFiles({xz}).read.notes[0].find("is packed by xz") != std::string::npos);
  }

  void AnEmptyFileHasNoEvents() {
    const TemporaryDirectory directory;
    const ReadBack all = ReadFiles({directory.Write("empty", ""), directory.Write("blank", "\n \n")});
    CPPUNIT_ASSERT(all.numbers.empty() && all.read.complete && all.read.notes.empty());
  }

  void WhatSeveralFilesHaveIsReadOnce() {
    const TemporaryDirectory directory;
    const std::string old =
        directory.Write("events.json.1", EventNumbered(2) + EventNumbered(1) + EventNumbered(0));
    // The same number is another event where the state file is a new one.
    const std::string copy = directory.Write("copy", EventNumbered(0) + EventNumbered(1) + EventNumbered(2) +
                                                         EventNumbered(3) + EventNumbered(1, 60));
    const ReadBack all = ReadFiles({old, old, copy});
    CPPUNIT_ASSERT(all.numbers == (Numbers{2, 1, 0, 3, 1}));
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, all.read.again);
    CPPUNIT_ASSERT_EQUAL(uint64_t{8}, all.read.events);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, all.read.notes.size());
    CPPUNIT_ASSERT(all.read.notes[0].ends_with("again: read once"));
  }

  void AFileThatCannotBeReadEndsNoOther() {
    const TemporaryDirectory directory;
    const std::string damaged = directory.Write("damaged.gz", Gzip(EventNumbered(1)).substr(0, 200));
    const ReadBack all =
        ReadFiles({directory.path() + "/none", damaged, directory.Write("good", EventNumbered(7))});
    CPPUNIT_ASSERT(all.numbers == Numbers{7});
    CPPUNIT_ASSERT(!all.read.complete);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, all.read.notes.size());
    CPPUNIT_ASSERT(all.read.notes[0].find("none: No such file") != std::string::npos);
    CPPUNIT_ASSERT(all.read.notes[1].find("gzip data end in the middle") != std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(EventReaderTest);

}  // namespace
}  // namespace errwatch::cli
