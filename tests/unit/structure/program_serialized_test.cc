#include "structure/program_serialized.h"

#include <cppunit/TestFixture.h>

#include "unit/structure/detector_check.h"

namespace errwatch {
namespace {

constexpr DetectorCheck kSerialized{HasSerialized, kAnyValue};

class ProgramSerializedTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ProgramSerializedTest);
  CPPUNIT_TEST(ObjectsOfEachFormat);
  CPPUNIT_TEST(OtherValues);
  CPPUNIT_TEST_SUITE_END();

 public:
  void ObjectsOfEachFormat() {
    kSerialized.FindsAll({R"x(O:8:"stdClass":0:{})x", R"x(O:+8:"stdClass":0:{})x",
                          R"x(a:1:{i:0;O:4:"User":1:{s:1:"a";i:1;}})x", R"x(C:11:"ArrayObject":1:{x})x",
                          R"x(O:14:"App\\Models\\X":2:{)x", "rO0ABXNy", "rO0ABXNyABdqYXZhLnV0aWw",
                          "AAEAAAD/////AQAAAA", "gASVKAAAAAAAAACM", "gANjcG9zaXgKc3lzdGVt", "BAhvOgtHZW0",
                          "aced00057372", "\xac\xed\x00\x05sr", "cos\nsystem\n(S'id'\ntR.",
                          "_$$ND_FUNC$$_function(){}", "BAhVOhVHZW06OlJl",
                          "!!javax.script.ScriptEngineManager [x]", "!!python/object/apply:os.system",
                          "--- !ruby/object:Gem::Installer"});
    kSerialized.FindsAll({"O%3A8%3A%22stdClass%22%3A0%3A%7B%7D"}, TextKind::kQuery);
  }

  void OtherValues() {
    kSerialized.FindsNone({R"x(a:2:{s:1:"a";i:1;s:1:"b";i:2;})x", R"x(s:4:"user";)x", "O:8", "o:5:x",
                           "foO:8:\"x\":0:{", "rO0", "rO0 a boat", "AAEAAA", "gASoline", "gASVolt",
                           "BAhvana island", "Yes!! really", "wow!! [x]", "Hello!!python", "aced",
                           "cosine (x).", "H4sIAAAAAAAA", "/wEPDwUKMTY1", "eyJhIjoxfQ=="});
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProgramSerializedTest);

}  // namespace
}  // namespace errwatch
