namespace Cesuur.Domain.Results;

/// <summary>What the result of a test says beside its points. It is a policy of the test.</summary>
public enum ResultPolicy
{
    /// <summary>Pass or fail, and nothing else.</summary>
    PassFail,

    /// <summary>Also a mark from 1 to 10, 5.5 passing (E).</summary>
    Mark,

    /// <summary>Also the CEFR level of the test, once passed.</summary>
    CefrLevel,
}
