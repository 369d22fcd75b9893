// Runs every registered CppUnit suite, or those named on the command line, and ends non-zero on any failure.
#include <cppunit/BriefTestProgressListener.h>
#include <cppunit/CompilerOutputter.h>
#include <cppunit/TestResult.h>
#include <cppunit/TestResultCollector.h>
#include <cppunit/TestRunner.h>
#include <cppunit/extensions/TestFactoryRegistry.h>

#include <cstdio>
#include <cstring>
#include <iostream>
#include <string>

namespace {

// Suites are named by their type, "errwatch::(anonymous namespace)::RuleSetTest"; the last part will do.
CppUnit::Test* FindSuite(CppUnit::Test* all, const std::string& name) {
  for (int i = 0; i < all->getChildTestCount(); ++i) {
    CppUnit::Test* suite = all->getChildTestAt(i);
    const std::string& full = suite->getName();
    if (full == name || full.ends_with("::" + name)) return suite;
  }
  return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  CppUnit::TestResult controller;
  CppUnit::TestResultCollector collector;
  controller.addListener(&collector);
  CppUnit::BriefTestProgressListener progress;
  const bool verbose = argc > 1 && std::strcmp(argv[1], "-v") == 0;
  if (verbose) controller.addListener(&progress);

  CppUnit::Test* all = CppUnit::TestFactoryRegistry::getRegistry().makeTest();
  CppUnit::TestRunner runner;
  const int first = verbose ? 2 : 1;
  if (argc <= first) {
    runner.addTest(all);
  } else {
    for (int i = first; i < argc; ++i) {
      CppUnit::Test* suite = FindSuite(all, argv[i]);
      if (suite == nullptr) {
        std::fprintf(stderr, "there is no suite %s\n", argv[i]);
        return 2;
      }
      runner.addTest(suite);
    }
  }
  runner.run(controller);

  CppUnit::CompilerOutputter outputter(&collector, std::cerr);
  if (!collector.wasSuccessful()) outputter.write();
  std::printf("%d passed, %d failed\n", collector.runTests() - collector.testFailuresTotal(),
              collector.testFailuresTotal());
  return collector.wasSuccessful() && collector.runTests() > 0 ? 0 : 1;
}
