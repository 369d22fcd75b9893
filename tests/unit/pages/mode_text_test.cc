#include <cppunit/extensions/HelperMacros.h>

#include "pages/block_effect.h"
#include "pages/snapshot.h"

namespace errwatch {
namespace {

EnginesInUse Of(std::initializer_list<Engine> engines) {
  EnginesInUse in_use;
  for (const Engine engine : engines) in_use.Add(engine);
  return in_use;
}

class ModeTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ModeTextTest);
  CPPUNIT_TEST(SaysWhereNobodyIsDenied);
  CPPUNIT_TEST(EffectOfABlock);
  CPPUNIT_TEST_SUITE_END();

  static void Check(const char* expected, EnginesInUse engines, const char* scope = "server") {
    CPPUNIT_ASSERT_EQUAL(std::string(expected), TextOf(ModeRow{scope, engines}));
  }

 public:
  void SaysWhereNobodyIsDenied() {
    Check("", {});
    Check("", Of({Engine::kOn}));
    Check("ErrWatchEngine is Off: nothing is counted and nobody is denied", Of({Engine::kOff}));
    for (const EnginesInUse& engines :
         {Of({Engine::kDetectionOnly}), Of({Engine::kDetectionOnly, Engine::kOff})})
      Check("ErrWatchEngine is DetectionOnly in scope shop: nobody is denied, and blocks say who would be",
            engines, "shop");
    Check("ErrWatchEngine is On, but Off in some places: nobody is denied there",
          Of({Engine::kOn, Engine::kOff}));
    Check("ErrWatchEngine is On, but DetectionOnly in some places: nobody is denied there",
          Of({Engine::kOn, Engine::kDetectionOnly}));
    Check("ErrWatchEngine is On, but DetectionOnly or Off in some places: nobody is denied there",
          Of({Engine::kOn, Engine::kDetectionOnly, Engine::kOff}));
  }

  void EffectOfABlock() {
    constexpr Tick kNow{1000};
    store::BlockWord block;
    const auto effect = [&](EnginesInUse engines, bool allowed) {
      return store::EffectOf(block, engines, allowed, kNow);
    };
    CPPUNIT_ASSERT(!effect(Of({Engine::kOn}), true).lasts());  // none
    block.until = Tick{2000};
    CPPUNIT_ASSERT(effect({}, false).denied && effect(Of({Engine::kOn, Engine::kOff}), false).denied);
    CPPUNIT_ASSERT(effect(Of({Engine::kDetectionOnly}), false).would_be_denied);
    CPPUNIT_ASSERT(effect(Of({Engine::kOff}), true).not_denied == NotDenied::kEngineOff);
    CPPUNIT_ASSERT(effect(Of({Engine::kOn}), true).not_denied == NotDenied::kAllowed);
    block.detection_only = true;
    CPPUNIT_ASSERT(effect(Of({Engine::kOn}), false).would_be_denied &&
                   !effect(Of({Engine::kOn}), false).denied);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ModeTextTest);

}  // namespace
}  // namespace errwatch
