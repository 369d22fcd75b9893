#include "cli/scan/classify.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "unit/cli_fixture.h"
#include "unit/gzip.h"

namespace errwatch::cli {
namespace {

using nlohmann::json;

std::vector<json> Objects(const std::string& text) {
  std::vector<json> objects;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) objects.push_back(json::parse(line));
  return objects;
}

class ClassifyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClassifyTest);
  CPPUNIT_TEST(OneResultForEachLine);
  CPPUNIT_TEST(JsonLines);
  CPPUNIT_TEST(Text);
  CPPUNIT_TEST(SeveralFilesAndOneThatIsMissing);
  CPPUNIT_TEST(NothingUsable);
  CPPUNIT_TEST(AnotherLog);
  CPPUNIT_TEST(FaultsAreSaid);
  CPPUNIT_TEST(Usage);
  CPPUNIT_TEST_SUITE_END();

 public:
  void OneResultForEachLine() {
    const std::string log = files_.Write(
        "log", LineAt(1, "core:info", "192.0.2.4", "AH00128: File does not exist: /a") + "\n" +
                   LineAt(2, "core:info", "192.0.2.4", "AH00128: File does not exist: /favicon.ico") +
                   "words of a shell ../etc/passwd");
    const Ran ran = RunTool({"classify", "-c", rules_, log});
    const auto results = Objects(ran.out);
    CPPUNIT_ASSERT_EQUAL(0, ran.code);
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, results.size());
    CPPUNIT_ASSERT(results[0]["n"] == 1 && results[0]["category"] == "vuln_scan" &&
                   results[0]["rule"] == 101 && results[0]["client"] == "192.0.2.4");
    CPPUNIT_ASSERT(results[0]["ah"] == "AH00128" && results[0]["module"] == "core" &&
                   results[0]["level"] == "info");
    CPPUNIT_ASSERT(results[1]["n"] == 2 && results[1]["category"] == "benign" &&
                   results[1].contains("error"));
    CPPUNIT_ASSERT(results[2]["category"] == "benign" && results[2]["rule"] == 105 &&
                   !results[2].contains("error"));
    CPPUNIT_ASSERT(results[3]["category"] == "path_traversal" && !results[3].contains("client"));
    CPPUNIT_ASSERT_EQUAL(std::string("errwatch: 1 of 4 lines could not be used\n"), ran.err);
  }

  void JsonLines() {
    const std::string log = files_.Write(
        "log", R"({"message":"AH00128: x","module":"core","level":"info","client":"2001:DB8::1"})"
               "\n{\"broken\n"
               R"({"status":404,"uri":"/a?f=../etc/passwd"})"
               "\n");
    const Ran ran = RunTool({"classify", "-c", rules_, "--input", "jsonl", log});
    const auto results = Objects(ran.out);
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, results.size());
    CPPUNIT_ASSERT(results[0]["client"] == "2001:db8::1" && results[0]["rule"] == 101);
    CPPUNIT_ASSERT(results[1]["category"] == "benign" &&
                   results[1]["error"].get<std::string>().find("no JSON") == 0);
    CPPUNIT_ASSERT(results[2]["category"] == "path_traversal" && results[2]["cost"] == 5);
  }

  void Text() {
    const std::string log =
        files_.Write("log", LineAt(1, "core:info", "192.0.2.4", "AH00128: File does not exist: /\x1b[2J"));
    const Ran ran = RunTool({"classify", "-c", rules_, "-f", "text", log});
    CPPUNIT_ASSERT(ran.out.find("vuln_scan") != std::string::npos &&
                   ran.out.find("/\\x1b[2J") != std::string::npos);
    CPPUNIT_ASSERT(ran.out.find('\x1b') == std::string::npos);
  }

  void SeveralFilesAndOneThatIsMissing() {
    const std::string log = files_.Write("log", LineAt(1, "core:info", "192.0.2.4", "AH00128: x"));
    const Ran ran = RunTool({"classify", "-c", rules_, log, files_.Path("missing"), log});
    CPPUNIT_ASSERT_EQUAL(1, ran.code);  // not all of it was read
    const auto results = Objects(ran.out);
    CPPUNIT_ASSERT(results.size() == 2 && results[1]["n"] == 2);
    CPPUNIT_ASSERT(ran.err.find("missing: No such file") != std::string::npos);
  }

  void NothingUsable() {
    CPPUNIT_ASSERT_EQUAL(1, RunTool({"classify", "-c", rules_, files_.Write("empty", "")}).code);
    CPPUNIT_ASSERT_EQUAL(1, RunTool({"classify", "-c", rules_, files_.Write("blank", "\n\n")}).code);
    CPPUNIT_ASSERT_EQUAL(1, RunTool({"classify", "-c", rules_, files_.Path("missing")}).code);
    const Ran broken = RunTool({"classify", "-c", files_.Write("bad.conf", "ErrWatchRule 1 nonsense \"x\"\n"),
                                files_.Path("missing")});
    CPPUNIT_ASSERT(broken.code == 1 && broken.err.find("bad.conf:1") != std::string::npos);
  }

  void AnotherLog() {
    const std::string path = files_.Write("access.log", kAccessLog);
    const Ran ran = RunTool({"classify", "-c", rules_, "-i", "log", path});
    CPPUNIT_ASSERT(ran.code == 1 && Objects(ran.out).size() == 2);
    CPPUNIT_ASSERT_MESSAGE(ran.err, ran.err.find(kNoErrorLogText) != std::string::npos &&
                                        ran.err.find("--input access reads") != std::string::npos);
    const Ran read = RunTool({"classify", "-c", rules_, path});
    CPPUNIT_ASSERT(read.code == 0 && Objects(read.out).at(0)["category"] == "path_traversal");
    // Beside one that is.
    const std::string log = files_.Write("log", LineAt(1, "core:info", "192.0.2.4", "AH00128: x"));
    CPPUNIT_ASSERT_EQUAL(std::string(), RunTool({"classify", "-c", rules_, path, log}).err);
  }

  void FaultsAreSaid() {
    const std::string packed = Gzip(LineAt(1, "core:info", "192.0.2.4", "AH00128: x"));
    const Ran cut =
        RunTool({"classify", "-c", rules_, files_.Write("a.gz", packed.substr(0, packed.size() - 6))});
    CPPUNIT_ASSERT(cut.code == 1 && Objects(cut.out).size() == 1 &&
                   cut.err.find("the gzip data end in the middle") != std::string::npos);
    const std::string log =
        files_.Write("log", LineAt(1, "core:info", "192.0.2.4", "AH00128: " + std::string(2U << 20, 'x')));
    const Ran ran = RunTool({"classify", "-c", rules_, log});
    CPPUNIT_ASSERT(ran.code == 0 && ran.err.find("1 line is longer than") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(std::string(), RunTool({"classify", "--unbounded", "-c", rules_, log}).err);
  }

  void Usage() {
    CPPUNIT_ASSERT_EQUAL(2, RunTool({"classify"}).code);
    CPPUNIT_ASSERT_EQUAL(2, RunTool({"classify", "--format", "xml", "-"}).code);
    CPPUNIT_ASSERT_EQUAL(2, RunTool({"classify", "--input", "csv", "-"}).code);
    CPPUNIT_ASSERT_EQUAL(2, RunTool({}).code);
    CPPUNIT_ASSERT_EQUAL(2, RunTool({"destroy"}).code);
    CPPUNIT_ASSERT_EQUAL(0, RunTool({"--help"}).code);
    CPPUNIT_ASSERT(RunTool({"--version"}).out.find("errwatch 0.") == 0);
  }

 private:
  TemporaryDirectory files_;
  std::string rules_ = files_.Write("rules.conf", kTestRules);
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClassifyTest);

}  // namespace
}  // namespace errwatch::cli
