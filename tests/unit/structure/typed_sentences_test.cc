// Every value that a few calls and elements make, alone or behind a mark: whether it is what people type is what its
// definition says.
#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "fuzz/plain_typed_sentence.h"
#include "structure/markup.h"
#include "structure/script.h"
#include "structure/typed.h"

namespace errwatch {
namespace {

class TypedSentencesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TypedSentencesTest);
  CPPUNIT_TEST(OfOneCall);
  CPPUNIT_TEST(OfOneElement);
  CPPUNIT_TEST_SUITE_END();

 public:
  void OfOneCall() {
    std::string wrong;
    plain::ForEachCall([&](const plain::ScriptSentence& sentence) {
      const std::string text = sentence.Text();
      plain::Agree(Structure::kTypedScript, HasTypedScript({text, text}), sentence.IsTyped(), text, wrong);
      plain::Agree(Structure::kScript, HasScript({text, text}), sentence.Runs(), text, wrong);
    });
    CPPUNIT_ASSERT_EQUAL(std::string(), wrong);
  }

  void OfOneElement() {
    std::string wrong;
    plain::ForEachElement([&](const plain::MarkupSentence& sentence) {
      const std::string text = sentence.Text();
      plain::Agree(Structure::kTypedMarkup, HasTypedMarkup({text, text}), sentence.IsTyped(), text, wrong);
      plain::Agree(Structure::kMarkup, HasMarkup({text, text}), plain::MarkupRuns(text, text), text, wrong);
    });
    CPPUNIT_ASSERT_EQUAL(std::string(), wrong);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TypedSentencesTest);

}  // namespace
}  // namespace errwatch
