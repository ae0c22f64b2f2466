using Xunit;

// Most tests of calls wait for twenty milliseconds to pass, over and over: more of them than processors run side by side.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
