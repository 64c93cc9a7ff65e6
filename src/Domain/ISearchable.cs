namespace Cesuur.Domain;

/// <summary>Something that is found by the beginning of its name, accents and case ignored.</summary>
public interface ISearchable
{
    /// <summary><see cref="Domain.SearchKey.Of"/> its name.</summary>
    string SearchKey { get; }
}
