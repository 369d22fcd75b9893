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
    for (int i = first; i < argc; ++i) runner.addTest(all->findTest(argv[i]));  // throws when there is no such suite
  }
  runner.run(controller);

  CppUnit::CompilerOutputter outputter(&collector, std::cerr);
  if (!collector.wasSuccessful()) outputter.write();
  std::printf("%d passed, %d failed\n", collector.runTests() - collector.testFailuresTotal(), collector.testFailuresTotal());
  return collector.wasSuccessful() && collector.runTests() > 0 ? 0 : 1;
}
