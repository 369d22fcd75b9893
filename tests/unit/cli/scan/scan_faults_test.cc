// Logs that cannot be read to their end, or are made to take the memory or the time of whoever reads them.
#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "unit/gzip.h"
#include "unit/scan_fixture.h"

namespace errwatch::cli {
namespace {

using nlohmann::json;

class ScanFaultsTest : public ScanFixture {
  CPPUNIT_TEST_SUITE(ScanFaultsTest);
  CPPUNIT_TEST(WhatWasReadCounts);
  CPPUNIT_TEST(OneOfSeveralThatIsMissing);
  CPPUNIT_TEST(OneOfSeveralThatIsAnotherLog);
  CPPUNIT_TEST(LinesThatAreTooLong);
  CPPUNIT_TEST(UnpacksToMoreThanALogWould);
  CPPUNIT_TEST(PipesAreReadOnce);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhatWasReadCounts() {
    std::string log;
    for (int i = 0; i < 3000; ++i)
      log += LineAt(i / 2, "core:info", "192.0.2." + std::to_string(i % 199),
                    "AH00128: " + std::to_string(i * 7919 % 3001));
    const std::string whole = Gzip(log);
    std::string damaged = whole;
    for (std::size_t i = whole.size() / 2; i < whole.size() / 2 + 64; ++i)
      damaged[i] = static_cast<char>(~damaged[i]);
    for (const auto& [packed, fault] :
         {std::pair(whole.substr(0, whole.size() / 2), "the gzip data end in the middle"),
          std::pair(damaged, "damaged gzip data")}) {
      const Ran ran =
          RunTool({"scan", "-q", "-c", rules_, "-f", "json", files_.Write("error.log.2.gz", packed)});
      CPPUNIT_ASSERT_EQUAL_MESSAGE(fault, 1, ran.code);
      CPPUNIT_ASSERT_MESSAGE(ran.err, ran.err.find(fault) != std::string::npos);
      const json summary = json::parse(ran.out)["summary"];
      CPPUNIT_ASSERT(summary["lines"].get<int>() > 500 && summary["clients"].get<int>() > 50);
      CPPUNIT_ASSERT(summary["files"][0]["error"].get<std::string>().find(fault) != std::string::npos);
    }
  }

  void OneOfSeveralThatIsMissing() {
    const Ran ran = RunTool({"scan", "-q", "-c", rules_, Attack(), files_.Path("missing")});
    CPPUNIT_ASSERT_EQUAL(1, ran.code);
    CPPUNIT_ASSERT(ran.out.find("192.0.2.4") != std::string::npos &&
                   ran.err.find("missing") != std::string::npos);
  }

  // By mistake, as in scan /var/log/apache2/*.log.
  void OneOfSeveralThatIsAnotherLog() {
    const std::string access = files_.Write("access.log", kAccessLog);
    const std::string note = access + ": no line of an error log of httpd was found in it";
    CPPUNIT_ASSERT(Format("text", Attack()).find("was found in it") == std::string::npos);
    const json report = Scan({"-i", "log", Attack(), access, files_.Write("empty", "")});
    CPPUNIT_ASSERT(report["blocks"].size() == 1);
    const std::string notes = report["summary"]["notes"].dump();
    CPPUNIT_ASSERT_MESSAGE(
        notes, notes.find(note) != std::string::npos && notes.find("empty: no line") == std::string::npos);
  }

  void LinesThatAreTooLong() {
    std::string log = LineAt(1, "core:info", "192.0.2.4", "AH00128: " + std::string(3U << 20, 'x'));
    log += LineAt(2, "core:info", "192.0.2.5", "AH00128: y");
    const std::string path = files_.Write("log", log);
    const Ran ran = RunTool({"scan", "-q", "-c", rules_, "-f", "json", path});
    const json report = json::parse(ran.out);
    CPPUNIT_ASSERT(ran.code == 0 && report["summary"]["lines"] == 2 && report["clients"].size() == 2);
    CPPUNIT_ASSERT(report["summary"]["files"][0]["cut_lines"] == 1);
    const std::string note = "1 line is longer than 1048576 bytes, of which the beginning was read";
    CPPUNIT_ASSERT_MESSAGE(ran.err, ran.err.find(path + ": " + note) != std::string::npos);
    CPPUNIT_ASSERT(report["summary"]["notes"].dump().find(note) != std::string::npos);
    const Ran all = RunTool({"scan", "-q", "-c", rules_, "-f", "json", "--unbounded", path});
    CPPUNIT_ASSERT(all.err.empty() && !json::parse(all.out)["summary"]["files"][0].contains("cut_lines"));
  }

  // 70 MiB of one line again and again.
  void UnpacksToMoreThanALogWould() {
    const std::string line = LineAt(1, "core:info", "192.0.2.4", "AH00128: " + std::string(60'000, 'x'));
    std::string log;
    while (log.size() < 70U << 20) log += line;
    const std::string path = files_.Write("log", Gzip(log));
    const Ran ran = RunTool({"scan", "-q", "-c", rules_, "-f", "json", path});
    CPPUNIT_ASSERT_EQUAL(1, ran.code);
    CPPUNIT_ASSERT_MESSAGE(ran.err,
                           ran.err.find("unpacks to more than 500 times its size") != std::string::npos);
    const auto lines = json::parse(ran.out)["summary"]["lines"].get<std::size_t>();
    CPPUNIT_ASSERT(lines > 1000 && lines < log.size() / line.size());
    const Ran all = RunTool({"scan", "-q", "-c", rules_, "-f", "json", "--unbounded", path});
    CPPUNIT_ASSERT(all.code == 0 && json::parse(all.out)["summary"]["lines"] == log.size() / line.size());
  }

  // scan <(zcat error.log.2.gz)
  void PipesAreReadOnce() {
    const std::string pipe = files_.Path("pipe");
    CPPUNIT_ASSERT_EQUAL(0, ::mkfifo(pipe.c_str(), 0600));
    std::string log;
    for (int i = 0; i < 9000; ++i) log += LineAt(i / 10, "core:info", "192.0.2.4", "AH00128: x");
    std::thread writer([&] {
      const int fd = ::open(pipe.c_str(), O_WRONLY | O_CLOEXEC);
      for (std::string_view rest = log; !rest.empty();) {
        const ssize_t written = ::write(fd, rest.data(), rest.size());
        if (written <= 0) break;
        rest.remove_prefix(static_cast<std::size_t>(written));
      }
      ::close(fd);
    });
    const Ran ran = RunTool({"scan", "-q", "-c", rules_, "-f", "json", pipe});
    writer.join();
    CPPUNIT_ASSERT_EQUAL(9000, json::parse(ran.out)["summary"]["lines"].get<int>());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ScanFaultsTest);

}  // namespace
}  // namespace errwatch::cli
