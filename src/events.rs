//! The events of the market, named as the acts; `CreateMarket` is in `params.rs`. `src/interfaces/ILendingMarket.sol` documents them.

use alloy_sol_types::sol;

sol! {
    event AccrueInterest(
        bytes32 indexed id, uint256 borrowRate, uint256 interest, uint256 totalSupplyAssets,
        uint256 totalBorrowAssets
    );
    event Supply(
        bytes32 indexed id, address indexed caller, address indexed onBehalf, uint256 assets,
        uint256 shares
    );
    event Withdraw(
        bytes32 indexed id, address caller, address indexed onBehalf, address indexed receiver,
        uint256 assets, uint256 shares
    );
    event Borrow(
        bytes32 indexed id, address caller, address indexed onBehalf, address indexed receiver,
        uint256 assets, uint256 shares
    );
    event Repay(
        bytes32 indexed id, address indexed caller, address indexed onBehalf, uint256 assets,
        uint256 shares
    );
    event SupplyCollateral(
        bytes32 indexed id, address indexed caller, address indexed onBehalf, uint256 assets
    );
    event WithdrawCollateral(
        bytes32 indexed id, address caller, address indexed onBehalf, address indexed receiver,
        uint256 assets
    );
    event Touch(
        bytes32 indexed id, address indexed borrower, uint256 touchedAt, uint256 clock,
        uint256 observed
    );
    event Liquidate(
        bytes32 indexed id, address indexed caller, address indexed borrower, uint256 repaidAssets,
        uint256 repaidShares, uint256 seizedAssets, uint256 feeAssets, uint256 discount,
        uint256 price, uint256 room
    );
    event BadDebt(
        bytes32 indexed id, address indexed borrower, uint256 assets, uint256 shares,
        uint256 fromReserve
    );
    event SetAuthorization(
        address indexed authorizer, address indexed authorized, bool isAuthorized
    );
}
