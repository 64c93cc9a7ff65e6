using System.Buffers.Text;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Cesuur.Domain;
using Cesuur.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Http;

/// <summary>A part of a list. Its cost does not grow with its position.</summary>
public sealed record Page<T>
{
    public required IReadOnlyList<T> Data { get; init; }

    /// <summary>To be sent as <c>cursor</c> for the next part; null at the end.</summary>
    public required string? NextCursor { get; init; }
}

/// <summary>What every list takes.</summary>
public sealed record PageRequest
{
    /// <summary>How many, 1 to 200; 50 unless given.</summary>
    public int? Limit { get; init; }

    /// <summary>The <c>nextCursor</c> of the previous part.</summary>
    public string? Cursor { get; init; }

    /// <summary>A column, with <c>-</c> before it for descending order.</summary>
    public string? Sort { get; init; }
}

/// <summary>The columns that a list can be sorted by, the first one unless asked otherwise; ties go by id.</summary>
internal sealed class Sorting<T>(params Sorting<T>.Column[] columns)
    where T : class, IIdentified
{
    private static readonly ParameterExpression Row = Expression.Parameter(typeof(T), "row");
    private static readonly Expression<Func<T, Id<T>>> RowId = Expression.Lambda<Func<T, Id<T>>>(Expression.Property(Row, "Id"), Row);
    private static readonly Func<T, Id<T>> ReadId = RowId.Compile();

    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int MaxSorted = 10_000;

    public IEnumerable<string> Names => columns.Select(column => column.Name);

    /// <summary>
    /// A search by the beginning of the name. In the order of names it is a range of the index; for another order
    /// what was found is sorted, hence no more than <see cref="MaxSorted"/>.
    /// </summary>
    /// <exception cref="DomainException"><c>search_too_broad</c></exception>
    public async Task<Page<TOut>> PageAsync<TOut>(
        IQueryable<T> rows, PageRequest request, string? search, Func<T, TOut> show, CancellationToken cancel)
    {
        if (search is null)
        {
            return await PageAsync(rows, request, show, cancel);
        }

        var found = rows.Where(Matches(search));
        if (Choose(request.Sort).Column != columns[0])
        {
            var ids = await found.Select(RowId).Take(MaxSorted + 1).ToListAsync(cancel);
            if (ids.Count > MaxSorted)
            {
                throw new DomainException(HttpErrors.SearchTooBroad);
            }

            found = rows.Where(Expression.Lambda<Func<T, bool>>(
                Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [typeof(Id<T>)], Bound(ids), RowId.Body), Row));
        }

        return await PageAsync(found, request, show, cancel);
    }

    private static Expression<Func<T, bool>> Matches(string search)
    {
        var from = SearchKey.Of(search);
        var key = Expression.Property(Row, nameof(ISearchable.SearchKey));
        var zero = Expression.Constant(0);
        Expression Compare(string to) => Expression.Call(typeof(string), nameof(string.Compare), null, key, Bound(to));

        // The column's collation is "C": its order is that of code points, of which U+10FFFF is the last.
        return Expression.Lambda<Func<T, bool>>(
            Expression.AndAlso(
                Expression.GreaterThanOrEqual(Compare(from), zero),
                Expression.LessThan(Compare(from + "\U0010FFFF"), zero)),
            Row);
    }

    // As a closure would hold it, so that it becomes a parameter and not part of the query's text.
    private static Expression Bound<TValue>(TValue value)
    {
        Expression<Func<TValue>> bound = () => value;
        return bound.Body;
    }

    public static Column By<TKey>(string name, Expression<Func<T, TKey>> key) => new Column<TKey>(name, key);

    public async Task<Page<TOut>> PageAsync<TOut>(IQueryable<T> rows, PageRequest request, Func<T, TOut> show, CancellationToken cancel)
    {
        var limit = LimitOf(request);
        var (column, descending) = Choose(request.Sort);
        var position = request.Cursor is null ? null : Position.Read(request.Cursor, column.Name, descending);
        var found = await column.Order(rows, descending, position).Take(limit + 1).ToListAsync(cancel);
        var next = found.Count <= limit ? null : Position.Of(column.Name, descending, column.Read(found[limit - 1]), ReadId(found[limit - 1]).Value).Write();
        return new Page<TOut> { Data = [.. found.Take(limit).Select(show)], NextCursor = next };
    }

    /// <summary>Of rows that are too large to be read whole: the database gives no more of them than is shown.</summary>
    public async Task<Page<TOut>> ProjectAsync<TOut>(
        IQueryable<T> rows, PageRequest request, Expression<Func<T, TOut>> show, CancellationToken cancel)
    {
        var limit = LimitOf(request);
        var (column, descending) = Choose(request.Sort);
        var position = request.Cursor is null ? null : Position.Read(request.Cursor, column.Name, descending);
        var found = await column.ReadAsync(column.Order(rows, descending, position).Take(limit + 1), show, cancel);
        var next = found.Count <= limit ? null : Position.Of(column.Name, descending, found[limit - 1].Key, found[limit - 1].Id.Value).Write();
        return new Page<TOut> { Data = [.. found.Take(limit).Select(row => row.Shown)], NextCursor = next };
    }

    /// <summary>All rows in the order that a list shows them, to be read one by one.</summary>
    public IQueryable<T> Order(IQueryable<T> rows, string? sort)
    {
        var (column, descending) = Choose(sort);
        return column.Order(rows, descending, after: null);
    }

    private static int LimitOf(PageRequest request)
    {
        var limit = request.Limit ?? DefaultLimit;
        return limit is >= 1 and <= MaxLimit ? limit : throw HttpErrors.Member("limit", "out_of_range", $"A page has 1 to {MaxLimit} entries.");
    }

    private (Column Column, bool Descending) Choose(string? sort)
    {
        if (sort is null)
        {
            return (columns[0], false);
        }

        var descending = sort.StartsWith('-');
        var name = descending ? sort[1..] : sort;
        return (Array.Find(columns, column => column.Name == name)
            ?? throw HttpErrors.Member("sort", "unknown_sort", $"This list is sorted by {string.Join(", ", Names)}."), descending);
    }

    internal abstract class Column(string name)
    {
        public string Name => name;

        public abstract IQueryable<T> Order(IQueryable<T> rows, bool descending, Position? after);

        public abstract JsonElement Read(T row);

        public abstract Task<List<Placed<TOut, JsonElement>>> ReadAsync<TOut>(IQueryable<T> rows, Expression<Func<T, TOut>> show, CancellationToken cancel);
    }

    /// <summary>What is shown of a row, and where it stands in the order.</summary>
    internal sealed record Placed<TOut, TKey>(TOut Shown, TKey Key, Id<T> Id);

    private sealed class Column<TKey>(string name, Expression<Func<T, TKey>> key) : Column(name)
    {
        public override IQueryable<T> Order(IQueryable<T> rows, bool descending, Position? after)
        {
            if (after is not null)
            {
                rows = rows.Where(After(descending, after));
            }

            return descending
                ? rows.OrderByDescending(key).ThenByDescending(RowId)
                : rows.OrderBy(key).ThenBy(RowId);
        }

        private readonly Func<T, TKey> _read = key.Compile();

        public override JsonElement Read(T row) => JsonSerializer.SerializeToElement(_read(row), Json.Options);

        public override async Task<List<Placed<TOut, JsonElement>>> ReadAsync<TOut>(IQueryable<T> rows, Expression<Func<T, TOut>> show, CancellationToken cancel)
        {
            var placed = Expression.Lambda<Func<T, Placed<TOut, TKey>>>(
                Expression.New(
                    typeof(Placed<TOut, TKey>).GetConstructor([typeof(TOut), typeof(TKey), typeof(Id<T>)])!,
                    new ParameterReplacer(show.Parameters[0], Row).Visit(show.Body),
                    new ParameterReplacer(key.Parameters[0], Row).Visit(key.Body),
                    RowId.Body),
                Row);
            var found = await rows.Select(placed).ToListAsync(cancel);
            return [.. found.Select(row => new Placed<TOut, JsonElement>(row.Shown, JsonSerializer.SerializeToElement(row.Key, Json.Options), row.Id))];
        }

        // A row comparison, (key, id) > (x, y), which PostgreSQL answers from the index that sorts.
        private Expression<Func<T, bool>> After(bool descending, Position after)
        {
            TKey value;
            try
            {
                value = after.Value.Deserialize<TKey>(Json.Options)!;
            }
            catch (JsonException)
            {
                throw new DomainException(HttpErrors.MalformedCursor);
            }

            var id = new Id<T>(after.Id);
            Expression<Func<TKey>> boundKey = () => value;
            Expression<Func<Id<T>>> boundId = () => id;
            var compare = Expression.Call(
                typeof(NpgsqlDbFunctionsExtensions),
                descending ? nameof(NpgsqlDbFunctionsExtensions.LessThan) : nameof(NpgsqlDbFunctionsExtensions.GreaterThan),
                null,
                Expression.Constant(EF.Functions),
                Tuple(new ParameterReplacer(key.Parameters[0], Row).Visit(key.Body), RowId.Body),
                Tuple(boundKey.Body, boundId.Body));
            return Expression.Lambda<Func<T, bool>>(compare, Row);
        }

        private static UnaryExpression Tuple(Expression first, Expression second) => Expression.Convert(
            Expression.Call(typeof(ValueTuple), nameof(ValueTuple.Create), [first.Type, second.Type], first, second), typeof(ITuple));
    }

    private sealed class ParameterReplacer(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}

/// <summary>Where a page ended: the order, and the last row's key and id in it.</summary>
internal sealed record Position(string Sort, JsonElement Value, Guid Id)
{
    public static Position Of(string name, bool descending, JsonElement value, Guid id) => new(descending ? "-" + name : name, value, id);

    public string Write() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this, Json.Options));

    public static Position Read(string cursor, string name, bool descending)
    {
        try
        {
            var position = JsonSerializer.Deserialize<Position>(Base64Url.DecodeFromChars(cursor), Json.Options);
            if (position?.Sort == (descending ? "-" + name : name))
            {
                return position;
            }
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            // answered below, as a cursor of another list is
        }

        throw new DomainException(HttpErrors.MalformedCursor);
    }
}
